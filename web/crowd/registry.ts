// Every element that templates can use: an element of a later issue gets its folder and its line here.
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
import crowdInstanceSegmentation from "./crowd-instance-segmentation/define";
import crowdInstructions from "./crowd-instructions/define";
import crowdKeypoint from "./crowd-keypoint/define";
import crowdLine from "./crowd-line/define";
import crowdPolygon from "./crowd-polygon/define";
import crowdPolyline from "./crowd-polyline/define";
import crowdModal from "./crowd-modal/define";
import crowdQuestionAnswerGeneration from "./crowd-question-answer-generation/define";
import crowdRadioButton from "./crowd-radio-button/define";
import crowdRadioGroup from "./crowd-radio-group/define";
import crowdSemanticSegmentation from "./crowd-semantic-segmentation/define";
import crowdRekognitionDetectModerationLabels from "./crowd-rekognition-detect-moderation-labels/define";
import crowdSlider from "./crowd-slider/define";
import crowdTab from "./crowd-tab/define";
import crowdTabs from "./crowd-tabs/define";
import crowdTextArea from "./crowd-text-area/define";
import crowdTextractAnalyzeDocument from "./crowd-textract-analyze-document/define";
import crowdToast from "./crowd-toast/define";
import crowdToggleButton from "./crowd-toggle-button/define";
import ironIcon from "./iron-icon/define";
import crowdTextRanking from "./crowd-text-ranking/define";
import { type Definition, definition } from "./lib/definition";
import { CommandPalette } from "./keys/command-palette";
import { AnswerBox } from "./task/answer-box";
import { MissingForm } from "./task/missing-form";

export const elements: readonly Definition[] = [
  crowdForm,
  crowdClassifier,
  crowdClassifierMultiSelect,
  crowdImageClassifier,
  crowdImageClassifierMultiSelect,
  crowdBoundingBox,
  crowdSemanticSegmentation,
  crowdInstanceSegmentation,
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
  crowdTextRanking,
  crowdQuestionAnswerGeneration,
  crowdRekognitionDetectModerationLabels,
  crowdTextractAnalyzeDocument,
];

/** Parts of our own that no template names. */
export const internals: readonly Definition[] = [
  definition("trigpoint-answer-box", AnswerBox), definition("trigpoint-palette", CommandPalette),
  definition("trigpoint-missing-form", MissingForm),
];
