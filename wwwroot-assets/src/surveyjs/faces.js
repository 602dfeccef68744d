// A rating drawn as our faces: "renderAs": "faces", or any rating that measures "face".
import { RendererFactory } from "survey-core";
import { ReactQuestionFactory, SurveyQuestionElementBase, createElement as h } from "survey-js-ui";
import { groupProps, tile } from "./controls.js";
import { faceSvg } from "./drawn.js";
import { textsFor } from "./texts.js";

class Faces extends SurveyQuestionElementBase {
  renderElement() {
    const question = this.questionBase;
    const items = question.renderedRateItems;
    const labels = textsFor(question.getLocale()).faces;
    const last = Math.max(1, items.length - 1);
    return h("div", { ...groupProps(question, "radiogroup"), className: "ss-faces", style: { "--ss-columns": items.length }, ref: (el) => this.setControl(el) },
      items.map((item, index) => {
        const face = Math.round((index * 4) / last);
        const own = item.locText.renderedHtml;
        return tile({
          className: "ss-face",
          id: index === 0 ? question.inputId : undefined,
          name: question.id,
          checked: question.value === item.value,
          disabled: this.isDisplayMode,
          picture: faceSvg(face),
          text: own && own !== String(item.value) ? own : labels[face],
          onPick: () => {
            question.value = item.value;
            this.setState({ value: item.value });
          },
        });
      }));
  }
}

RendererFactory.Instance.registerRenderer("rating", "faces", "ss-faces");
ReactQuestionFactory.Instance.registerQuestion("ss-faces", (props) => h(Faces, props));
