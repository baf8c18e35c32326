import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { useLoaded } from "../../chrome/use-loaded";
import { FaultAlert } from "../../chrome/fault-alert";
import { signedUrl } from "../../client/signing";
import { useServices } from "../../services";
import { isPicture, type WholeObject } from "../job-object";
import { colorsOf, type Layer, layersOf } from "./layers";
import { isDrawn, pieces } from "./marks";

const ZOOMS = [1, 1.5, 2, 3, 4, 6, 8];
const DASHES = ["6 3", "2 3", "10 3 2 3", "1 4", "14 4"];

/** An object with its label and every worker's marks over it, each shown or not. */
export function OverlayView({ object }: { object: WholeObject }): ReactNode {
  const layers = layersOf(object).filter(({ marks }) => isDrawn(marks) || marks.spans.length > 0);
  const [off, setOff] = useState<ReadonlySet<string>>(() => new Set(layers.filter(({ kind }) => kind === "earlier").map(({ id }) => id)));
  const colors = colorsOf(object.labels, layers);
  const shown = layers.filter(({ id }) => !off.has(id));
  const used = new Set(shown.flatMap(({ marks }) => [...marks.boxes, ...marks.polygons, ...marks.points, ...marks.spans].map(({ label }) => label)));
  const toggle = (id: string, on: boolean) => {
    const next = new Set(off);
    if (on) next.delete(id);
    else next.add(id);
    setOff(next);
  };
  return (
    <SpaceBetween size="s">
      {layers.length > 0 && (
        <div className="layers" role="group" aria-label="What is shown">
          {layers.toReversed().map(({ id, name }) => (
            <Checkbox key={id} checked={!off.has(id)} onChange={({ detail }) => toggle(id, detail.checked)}>
              {name}
            </Checkbox>
          ))}
        </div>
      )}
      {object.source_uri !== null && isPicture(object.source_uri) ? (
        <Stage uri={object.source_uri} layers={shown} colors={colors} />
      ) : (
        <Texts source={object.source} layers={shown} colors={colors} />
      )}
      {used.size > 0 && (
        <ul className="legend" aria-label="Colors of the classes">
          {[...used].map((name) => (
            <li key={name}>
              <span className="swatch" style={{ background: colors.get(name) }} /> {name || "(no class)"}
            </li>
          ))}
        </ul>
      )}
    </SpaceBetween>
  );
}

type Drawn = { layers: readonly Layer[]; colors: ReadonlyMap<string, string> };

function Stage({ uri, layers, colors }: Drawn & { uri: string }): ReactNode {
  const { credentials } = useServices();
  const address = useLoaded(() => signedUrl(credentials, uri), [uri]);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const [failed, setFailed] = useState(false);
  const [zoom, setZoom] = useState(0);
  const factor = ZOOMS[zoom] ?? 1;
  if (failed) return <Box>The picture cannot be shown.</Box>;
  return (
    <SpaceBetween size="xs">
      <FaultAlert fault={address.fault} retry={address.reload} />
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        <Button iconName="zoom-out" ariaLabel="Smaller" disabled={zoom === 0} onClick={() => setZoom(zoom - 1)} />
        <Button iconName="zoom-in" ariaLabel="Larger" disabled={zoom === ZOOMS.length - 1} onClick={() => setZoom(zoom + 1)} />
        <Box color="text-body-secondary">{`${Math.round(factor * 100)}%`}</Box>
      </SpaceBetween>
      <div className="stage" tabIndex={0} role="region" aria-label="Picture with marks">
        {address.value !== null && (
          <div className="stage-inner" style={{ inlineSize: `${factor * 100}%` }}>
            <img
              src={address.value}
              alt={uri.slice(uri.lastIndexOf("/") + 1)}
              style={size === null || factor > 1 ? undefined : { maxInlineSize: `${Math.max(size.width, 480)}px` }}
              onLoad={({ currentTarget }) => setSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })}
              onError={() => setFailed(true)}
            />
            {size !== null && (
              <svg viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" aria-hidden="true" style={factor > 1 ? undefined : { maxInlineSize: `${Math.max(size.width, 480)}px` }}>
                {layers.map((layer, place) => (
                  <Drawing key={layer.id} layer={layer} colors={colors} dash={DASHES[place % DASHES.length] ?? ""} size={size} />
                ))}
              </svg>
            )}
          </div>
        )}
      </div>
    </SpaceBetween>
  );
}

/** The label stands in full lines, answers in lines that are broken each in its own way. */
function Drawing(props: { layer: Layer; colors: ReadonlyMap<string, string>; dash: string; size: { width: number; height: number } }): ReactNode {
  const { layer, colors, size } = props;
  const { marks, kind } = layer;
  const line = { strokeWidth: kind === "label" ? 3 : 2, vectorEffect: "non-scaling-stroke" as const, fill: "none", ...(kind === "label" ? {} : { strokeDasharray: props.dash }) };
  const color = (label: string) => colors.get(label) ?? "#1f77b4";
  const radius = Math.max(size.width, size.height) / (kind === "label" ? 110 : 150);
  return (
    <g>
      {marks.mask !== null && <Mask mask={marks.mask} size={size} />}
      {marks.boxes.map((box, place) => (
        <rect key={place} x={box.left} y={box.top} width={box.width} height={box.height} stroke={color(box.label)} {...line}>
          <title>{`${layer.name}: ${box.label}`}</title>
        </rect>
      ))}
      {marks.polygons.map(({ points, label }, place) => (
        <polygon key={place} points={points.map(({ x, y }) => `${x},${y}`).join(" ")} stroke={color(label)} {...line}>
          <title>{`${layer.name}: ${label}`}</title>
        </polygon>
      ))}
      {marks.points.map((point, place) => (
        <circle
          key={place}
          cx={point.x + 0.5}
          cy={point.y + 0.5}
          r={radius}
          stroke={color(point.label)}
          {...line}
          fill={point.hidden || kind !== "label" ? "none" : color(point.label)}
        >
          <title>{`${layer.name}: ${point.label}`}</title>
        </circle>
      ))}
    </g>
  );
}

function Mask({ mask, size }: { mask: NonNullable<Layer["marks"]["mask"]>; size: { width: number; height: number } }): ReactNode {
  const { credentials } = useServices();
  const key = "png" in mask ? mask.png : mask.uri;
  const found = useLoaded(() => ("png" in mask ? Promise.resolve(`data:image/png;base64,${mask.png}`) : signedUrl(credentials, mask.uri)), [key]);
  if (found.value === null) return null;
  return <image className="mask" href={found.value} width={size.width} height={size.height} preserveAspectRatio="none" />;
}

/** A text as it is, and once more for each layer that has marked something in it. */
function Texts({ source, layers, colors }: Drawn & { source: string }): ReactNode {
  const marked = layers.filter(({ marks }) => marks.spans.length > 0).toReversed();
  if (marked.length === 0) return <div className="source whole">{source}</div>;
  return (
    <SpaceBetween size="s">
      {marked.map(({ id, name, marks }) => (
        <div key={id}>
          <Box variant="awsui-key-label">{name}</Box>
          <div className="source whole">
            {pieces(source, marks.spans).map(({ text, label }, place) =>
              label === null ? (
                <span key={place}>{text}</span>
              ) : (
                <mark key={place} style={{ borderColor: colors.get(label) }}>
                  {text}
                  <small> {label}</small>
                </mark>
              ),
            )}
          </div>
        </div>
      ))}
    </SpaceBetween>
  );
}
