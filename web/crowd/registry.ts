// Every element that templates can use: an element of a later issue gets its folder and its line here.
import crowdButton from "./crowd-button/define";
import crowdCheckbox from "./crowd-checkbox/define";
import crowdClassifier from "./crowd-classifier/define";
import crowdClassifierMultiSelect from "./crowd-classifier-multi-select/define";
import crowdForm from "./crowd-form/define";
import crowdImageClassifier from "./crowd-image-classifier/define";
import crowdImageClassifierMultiSelect from "./crowd-image-classifier-multi-select/define";
import crowdInput from "./crowd-input/define";
import crowdInstructions from "./crowd-instructions/define";
import crowdRadioButton from "./crowd-radio-button/define";
import crowdRadioGroup from "./crowd-radio-group/define";
import crowdTextArea from "./crowd-text-area/define";
import { type Definition, definition } from "./lib/definition";
import { AnswerBox } from "./task/answer-box";

export const elements: readonly Definition[] = [
  crowdForm,
  crowdClassifier,
  crowdClassifierMultiSelect,
  crowdImageClassifier,
  crowdImageClassifierMultiSelect,
  crowdInstructions,
  crowdButton,
  crowdInput,
  crowdTextArea,
  crowdCheckbox,
  crowdRadioGroup,
  crowdRadioButton,
];

/** Parts of our own that no template names. */
export const internals: readonly Definition[] = [definition("trigpoint-answer-box", AnswerBox)];
