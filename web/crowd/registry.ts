// Every element that templates can use: a new one gets its folder and its line here, or in `parts` if few pages use it.
import crowdAlert from "./crowd-alert/define";
import crowdBadge from "./crowd-badge/define";
import crowdBoundingBox from "./crowd-bounding-box/define";
import crowdButton from "./crowd-button/define";
import crowdCard from "./crowd-card/define";
import crowdCheckbox from "./crowd-checkbox/define";
import crowdClassifierMultiSelect from "./crowd-classifier-multi-select/define";
import crowdClassifier from "./crowd-classifier/define";
import crowdFab from "./crowd-fab/define";
import crowdEntityAnnotation from "./crowd-entity-annotation/define";
import crowdForm from "./crowd-form/define";
import crowdIconButton from "./crowd-icon-button/define";
import crowdImageClassifierMultiSelect from "./crowd-image-classifier-multi-select/define";
import crowdImageClassifier from "./crowd-image-classifier/define";
import crowdInput from "./crowd-input/define";
import crowdInstructions from "./crowd-instructions/define";
import crowdKeypoint from "./crowd-keypoint/define";
import crowdLine from "./crowd-line/define";
import crowdPolygon from "./crowd-polygon/define";
import crowdPolyline from "./crowd-polyline/define";
import crowdModal from "./crowd-modal/define";
import crowdRadioButton from "./crowd-radio-button/define";
import crowdRadioGroup from "./crowd-radio-group/define";
import crowdSlider from "./crowd-slider/define";
import crowdTab from "./crowd-tab/define";
import crowdTabs from "./crowd-tabs/define";
import crowdTextArea from "./crowd-text-area/define";
import crowdToast from "./crowd-toast/define";
import crowdToggleButton from "./crowd-toggle-button/define";
import ironIcon from "./iron-icon/define";
import { type Definition, definition } from "./lib/definition";
import type { Part } from "./parts/parts";
import { PartDoor } from "./parts/part-door";
import { CommandPalette } from "./keys/command-palette";
import { MediaNotice } from "./media/media-notice";
import { AnswerBox } from "./task/answer-box";
import { MissingForm } from "./task/missing-form";

export const elements: readonly Definition[] = [
  crowdForm,
  crowdClassifier,
  crowdClassifierMultiSelect,
  crowdImageClassifier,
  crowdImageClassifierMultiSelect,
  crowdBoundingBox,
  crowdKeypoint,
  crowdPolygon,
  crowdPolyline,
  crowdLine,
  crowdInstructions,
  crowdButton,
  crowdInput,
  crowdTextArea,
  crowdCheckbox,
  crowdRadioGroup,
  crowdRadioButton,
  crowdToggleButton,
  crowdSlider,
  crowdIconButton,
  crowdFab,
  ironIcon,
  crowdBadge,
  crowdCard,
  crowdAlert,
  crowdToast,
  crowdModal,
  crowdTabs,
  crowdTab,
  crowdEntityAnnotation,
];

/** Parts of our own that no template names. */
export const internals: readonly Definition[] = [
  definition("trigpoint-answer-box", AnswerBox), definition("trigpoint-palette", CommandPalette),
  definition("trigpoint-missing-form", MissingForm),
  definition("trigpoint-media-notice", MediaNotice),
  definition("trigpoint-parts", PartDoor),
];

/** Elements in files of their own, which are loaded when a page uses them; `templates/task_page.py` names the files. */
export const parts: readonly Part[] = [
  { tags: ["crowd-semantic-segmentation", "crowd-instance-segmentation"], load: () => import("./parts/masks") },
  { tags: ["crowd-text-ranking", "crowd-question-answer-generation"], load: () => import("./parts/questions") },
  { tags: ["crowd-rekognition-detect-moderation-labels", "crowd-textract-analyze-document"], load: () => import("./parts/reviews") },
];
