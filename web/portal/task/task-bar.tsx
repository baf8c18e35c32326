import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import type { ReactNode, Ref } from "react";
import { ColorButton } from "../chrome/color-button";
import { useNarrow } from "../../pages/use-narrow";
import type { Assignment } from "../client/wire";
import { messages } from "../messages";
import { colors, switchColors } from "../../pages/theme";
import type { LeaveKind } from "./leave-dialogs";
import { TaskClock } from "./task-clock";

const say = messages.task;

interface Props {
  name: string;
  assignment: Assignment;
  doneByMe: number;
  /** How long the rest of the job would take at this pace; null until that is known. */
  minutesLeft: number | null;
  busy: boolean;
  focused: boolean;
  setFocused: (focused: boolean) => void;
  leave: (kind: LeaveKind) => void;
  flag: () => void;
  /** Where the document has no form of its own, the portal submits it. */
  submit: (() => void) | null;
  expire: () => void;
  ref: Ref<HTMLElement>;
}

/** Bar 1: who, what, how long, and the three ways to leave; one thin row on a phone. */
export function TaskBar(props: Props): ReactNode {
  const narrow = useNarrow();
  const { assignment } = props;
  return (
    <header className="task-bar" ref={props.ref}>
      <h1 className="unseen">{assignment.title}</h1>
      {props.focused ? (
        <FocusedBar {...props} />
      ) : (
        <>
          {!narrow && <Facts {...props} />}
          {narrow && <span className="task-title-short" aria-hidden="true">{assignment.title}</span>}
          <div className="task-bar-end">
            <TaskClock assignment={assignment} expire={props.expire} />
            {narrow ? <Menu {...props} /> : <Buttons {...props} />}
            {props.submit !== null && (
              <Button variant="primary" disabled={props.busy} onClick={props.submit}>
                {say.submit}
              </Button>
            )}
          </div>
        </>
      )}
    </header>
  );
}

function Facts({ name, assignment, doneByMe, minutesLeft }: Props): ReactNode {
  const description = assignment.description || assignment.title;
  return (
    <div className="task-facts">
      <div className="task-who">
        <span title={name}>{messages.hello(name)}</span>
        <span>
          {say.submitted(doneByMe)}
          {minutesLeft !== null && `, ${say.estimate(minutesLeft)}`}
        </span>
        {assignment.customer_id !== undefined && (
          <span>
            {say.customer} {assignment.customer_id}
          </span>
        )}
      </div>
      <div className="task-description" title={description}>
        {say.description} <b dir="auto">{description}</b>
      </div>
    </div>
  );
}

function Buttons({ busy, leave, flag, setFocused }: Props): ReactNode {
  return (
    <>
      <Button disabled={busy} onClick={() => leave("decline")}>
        {say.decline}
      </Button>
      <Button disabled={busy} onClick={() => leave("release")}>
        {say.release}
      </Button>
      <Button disabled={busy} onClick={() => leave("pause")}>
        {say.pause}
      </Button>
      <Button
        variant="icon"
        iconName="flag"
        ariaLabel={say.flag}
        nativeButtonAttributes={{ title: say.flag }}
        onClick={flag}
      />
      <Button
        variant="icon"
        iconName="expand"
        ariaLabel={say.focusMode}
        nativeButtonAttributes={{ title: say.focusMode }}
        onClick={() => setFocused(true)}
      />
      <ColorButton />
    </>
  );
}

function Menu({ assignment, busy, leave, flag, setFocused, doneByMe }: Props): ReactNode {
  const dark = colors.get() === "dark";
  const choose = (id: string) => {
    if (id === "focus") setFocused(true);
    else if (id === "flag") flag();
    else if (id === "colors") switchColors();
    else leave(id as LeaveKind);
  };
  return (
    <ButtonDropdown
      variant="icon"
      ariaLabel={say.menu}
      items={[
        {
          text: `${assignment.description || assignment.title} · ${say.submitted(doneByMe)}`,
          items: [
            { id: "pause", text: say.pause, disabled: busy },
            { id: "release", text: say.release, disabled: busy },
            { id: "decline", text: say.decline, disabled: busy },
          ],
        },
        { id: "flag", text: say.flag },
        { id: "focus", text: say.focusMode },
        { id: "colors", text: dark ? messages.useLight : messages.useDark },
      ]}
      onItemClick={({ detail }) => choose(detail.id)}
    />
  );
}

/** In focus mode the time goes on, out of sight until it matters, and one small button leads back. */
function FocusedBar({ assignment, expire, setFocused }: Props): ReactNode {
  return (
    <>
      <TaskClock assignment={assignment} expire={expire} />
      <Button
        variant="icon"
        iconName="shrink"
        ariaLabel={say.leaveFocusMode}
        nativeButtonAttributes={{ title: say.leaveFocusMode }}
        onClick={() => setFocused(false)}
      />
    </>
  );
}
