// The kinds of question that the editor can make and draw a form for. `own`: the properties a kind is made of, which go when it becomes
// another kind, unless that one `keeps` them.
const yesPartlyNo = () => [
  { value: "yes", text: { default: "Yes", fr: "Oui" } },
  { value: "partly", text: { default: "Partly", fr: "En partie" } },
  { value: "no", text: { default: "No", fr: "Non" } },
];
const choices = () => [
  { value: "choice1", text: { default: "First choice", fr: "Premier choix" } },
  { value: "choice2", text: { default: "Second choice", fr: "Deuxième choix" } },
];
const rows = () => [{ value: "row1", text: { default: "First row", fr: "Première ligne" } }];
const columns = () => [{ value: "good", text: { default: "Good", fr: "Bien" } }, { value: "bad", text: { default: "Bad", fr: "Mal" } }];
const problems = () => [{ value: "late", text: { default: "It was late", fr: "C’était en retard" } }];

const ends = (en1, fr1, en2, fr2) => ({ minRateDescription: { default: en1, fr: fr1 }, maxRateDescription: { default: en2, fr: fr2 } });
const scale = ["rateMin", "rateMax", "rateValues", "rateCount", "rateStep", "rateType", "renderAs", "minRateDescription", "maxRateDescription", "cesTurned"];
const listed = ["choices", "showOtherItem", "showNoneItem", "hasOther", "hasNone", "minSelectedChoices", "maxSelectedChoices", "colCount"];
const typed = ["maxLength", "placeholder", "inputType", "rows"];

export const kinds = [
  { id: "faces", type: "rating", measure: "face", name: "face", own: scale, keeps: [], make: () => ({ rateType: "smileys", rateMin: 1, rateMax: 5, ...ends("Very bad", "Très mal", "Very good", "Très bien") }) },
  { id: "nps", type: "rating", measure: "nps", name: "nps", own: scale, keeps: [], make: () => ({ rateMin: 0, rateMax: 10, ...ends("Not at all likely", "Pas du tout probable", "Very likely", "Très probable") }) },
  { id: "csat", type: "rating", measure: "csat", name: "csat", own: scale, keeps: [], make: () => ({ rateMin: 1, rateMax: 5, ...ends("Very dissatisfied", "Pas du tout satisfait", "Very satisfied", "Très satisfait") }) },
  { id: "ces", type: "rating", measure: "ces", name: "ces", own: scale, keeps: [], make: () => ({ rateMin: 1, rateMax: 7, ...ends("Very difficult", "Très difficile", "Very easy", "Très facile") }) },
  { id: "goal", type: "radiogroup", measure: "goal", name: "goal", own: listed, keeps: [], make: () => ({ choices: yesPartlyNo() }) },
  { id: "emotionpicker", type: "emotionpicker", measure: "emotion", name: "emotion", own: ["words", "askIntensity"], keeps: [], make: () => ({}) },
  { id: "problemlist", type: "problemlist", measure: "problems", name: "problems", own: ["problems", "askResolved", "noneText"], keeps: [], make: () => ({ problems: problems() }) },
  { id: "comment", type: "comment", measure: "verbatim", name: "comment", own: typed, keeps: ["maxLength", "placeholder"], make: () => ({ maxLength: 2000, rows: 3 }) },
  { id: "radiogroup", type: "radiogroup", name: "question", own: listed, keeps: ["choices", "showOtherItem", "showNoneItem"], make: () => ({ choices: choices() }) },
  { id: "checkbox", type: "checkbox", name: "question", own: listed, keeps: ["choices", "showOtherItem", "showNoneItem"], make: () => ({ choices: choices() }) },
  { id: "dropdown", type: "dropdown", name: "question", own: listed, keeps: ["choices", "showOtherItem", "showNoneItem"], make: () => ({ choices: choices() }) },
  { id: "rating", type: "rating", name: "question", own: scale, keeps: ["rateMin", "rateMax", "minRateDescription", "maxRateDescription"], make: () => ({ rateMin: 1, rateMax: 5 }) },
  { id: "boolean", type: "boolean", name: "question", own: ["labelTrue", "labelFalse", "valueTrue", "valueFalse"], keeps: [], make: () => ({ labelTrue: { default: "Yes", fr: "Oui" }, labelFalse: { default: "No", fr: "Non" } }) },
  { id: "text", type: "text", name: "question", own: typed, keeps: ["maxLength", "placeholder"], make: () => ({}) },
  { id: "matrix", type: "matrix", name: "question", own: ["rows", "columns"], keeps: [], make: () => ({ columns: columns(), rows: rows() }) },
];

const titles = {
  faces: ["How did it go?", "Comment cela s’est-il passé ?"],
  nps: ["How likely are you to recommend us to a friend or colleague?", "Quelle est la probabilité que vous nous recommandiez à un proche ?"],
  csat: ["How satisfied are you?", "Dans quelle mesure êtes-vous satisfait ?"],
  ces: ["How easy was it?", "Était-ce facile ?"],
  goal: ["Did you get what you came for?", "Avez-vous obtenu ce que vous vouliez ?"],
  emotionpicker: ["What feeling is left?", "Quel ressenti vous en reste-t-il ?"],
  problemlist: ["Did anything go wrong?", "Avez-vous rencontré un problème ?"],
  comment: ["What should we have done differently?", "Qu’aurions-nous dû faire autrement ?"],
};

export const kindById = (id) => kinds.find((kind) => kind.id === id);

/** A new question of a kind. */
export function create(id, name) {
  const kind = kindById(id);
  const [en, fr] = titles[id] ?? ["New question", "Nouvelle question"];
  return { type: kind.type, name, ...(kind.measure ? { measure: kind.measure } : {}), title: { default: en, fr }, ...kind.make() };
}

const byMeasure = { face: "faces", nps: "nps", csat: "csat", ces: "ces" };

/** The kind of a question, null for a type that the editor has no form for. */
export function kindOf(question) {
  if (question?.type === "rating") return byMeasure[question.measure] ?? "rating";
  if (question?.type === "radiogroup") return question.measure === "goal" ? "goal" : "radiogroup";
  return kindById(question?.type)?.id ?? null;
}

/** What a kind may measure besides its own measure. */
export function measuresOf(kind) {
  switch (kind) {
    case "rating": return ["face", "csat", "ces", "nps", "importance"];
    case "radiogroup":
    case "dropdown": return ["goal", "csat", "ces", "nps", "importance"];
    case "text":
    case "comment": return ["verbatim"];
    case "faces": return ["face"];
    case "emotionpicker": return ["emotion"];
    case "problemlist": return ["problems"];
    case "nps":
    case "csat":
    case "ces":
    case "goal": return [kind];
    default: return [];
  }
}

export const emotionWords = ["delighted", "grateful", "confident", "satisfied", "relieved", "neutral", "impatient", "worried", "confused", "annoyed", "disappointed", "angry"];
