// { "type": "emotionpicker", "words": ["worried", …]?, "askIntensity": true? }
// Value: { "word": "worried", "intensity": 2 }; intensity 1 to 3, left out when not asked or not said.
import { ElementFactory, Question, Serializer } from "survey-core";
import { ReactQuestionFactory, SurveyQuestionElementBase, createElement as h } from "survey-js-ui";
import { groupProps, pills, tile } from "./controls.js";
import { faceSvg, wordFaces } from "./drawn.js";
import { emotionWords, textsFor } from "./texts.js";

export class QuestionEmotionPicker extends Question {
  getType() { return "emotionpicker"; }
  get isNewA11yStructure() { return true; }
  getFirstInputElementId() { return this.inputId; }

  get words() { return this.getPropertyValue("words"); }
  set words(ids) { this.setPropertyValue("words", ids); }
  get askIntensity() { return this.getPropertyValue("askIntensity"); }
  set askIntensity(on) { this.setPropertyValue("askIntensity", on); }

  /** The words offered, in the order of the scale; an unknown word is left out. */
  get offered() {
    const chosen = this.words;
    return Array.isArray(chosen) && chosen.length > 0 ? emotionWords.filter((word) => chosen.includes(word)) : emotionWords;
  }

  pick(word) {
    if (this.value?.word !== word) this.value = { word };
  }

  intensify(intensity) {
    this.value = { word: this.value.word, intensity };
  }

  getDisplayValueCore(keyAsText, value) {
    const texts = textsFor(this.getLocale());
    if (!value?.word) return value;
    const word = texts.words[value.word] ?? value.word;
    return value.intensity ? `${word} (${texts.intensities[value.intensity - 1]})` : word;
  }
}

Serializer.addClass("emotionpicker", [
  { name: "words:multiplevalues", choices: emotionWords },
  { name: "askIntensity:boolean", default: false },
], () => new QuestionEmotionPicker(""), "question");
ElementFactory.Instance.registerElement("emotionpicker", (name) => new QuestionEmotionPicker(name));

class EmotionPicker extends SurveyQuestionElementBase {
  renderElement() {
    const question = this.questionBase;
    const texts = textsFor(question.getLocale());
    const value = question.value;
    const show = () => this.setState({ value: question.value });
    return h("div", { className: "ss-emotions", ref: (el) => this.setControl(el) },
      h("div", { ...groupProps(question, "radiogroup"), className: "ss-words" }, question.offered.map((word, index) => tile({
        className: "ss-word",
        id: index === 0 ? question.inputId : undefined,
        name: question.id,
        checked: value?.word === word,
        disabled: this.isDisplayMode,
        picture: faceSvg(wordFaces[word]),
        text: texts.words[word],
        onPick: () => { question.pick(word); show(); },
      }))),
      question.askIntensity && value?.word && value.word !== "neutral"
        ? pills({
          caption: texts.intensity,
          name: question.id + "_intensity",
          items: texts.intensities.map((text, index) => ({ value: index + 1, text })),
          value: value.intensity,
          disabled: this.isDisplayMode,
          onPick: (intensity) => { question.intensify(intensity); show(); },
        })
        : null);
  }
}

ReactQuestionFactory.Instance.registerQuestion("emotionpicker", (props) => h(EmotionPicker, props));
