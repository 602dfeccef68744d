// The words of our own question types and of the pages around them. SurveyJS brings its own for everything else.
const en = {
  faces: ["Very bad", "Rather bad", "Neutral", "Rather good", "Very good"],
  words: {
    delighted: "Delighted", grateful: "Grateful", confident: "Confident", satisfied: "Satisfied", relieved: "Relieved", neutral: "Neutral",
    impatient: "Impatient", worried: "Worried", confused: "Confused", annoyed: "Annoyed", disappointed: "Disappointed", angry: "Angry",
  },
  intensity: "How strongly?",
  intensities: ["A little", "Quite", "Very"],
  severity: "How serious was it?",
  severities: ["Slight nuisance", "Moderate", "Serious", "Blocking"],
  resolved: "Was it resolved?",
  resolutions: { yes: "Yes", partly: "Partly", no: "No", unknown: "I don’t know" },
  noProblem: "No problem",
  needsSeverity: (problem) => `Please say how serious this was: ${problem}`,
};

// Spaces before « ? » and « : » are narrow or plain no-break spaces, as French typography asks.
const fr = {
  faces: ["Très mal", "Plutôt mal", "Neutre", "Plutôt bien", "Très bien"],
  words: {
    delighted: "Ravi(e)", grateful: "Reconnaissant(e)", confident: "Confiant(e)", satisfied: "Satisfait(e)", relieved: "Soulagé(e)", neutral: "Neutre",
    impatient: "Impatient(e)", worried: "Inquiet(ète)", confused: "Perdu(e)", annoyed: "Agacé(e)", disappointed: "Déçu(e)", angry: "En colère",
  },
  intensity: "À quel point\u202F?",
  intensities: ["Un peu", "Assez", "Très"],
  severity: "Quelle gravité\u202F?",
  severities: ["Gêne légère", "Modérée", "Grave", "Bloquante"],
  resolved: "Est-ce résolu\u202F?",
  resolutions: { yes: "Oui", partly: "En partie", no: "Non", unknown: "Je ne sais pas" },
  noProblem: "Aucun problème",
  needsSeverity: (problem) => `Indiquez la gravité de ce problème\u00A0: ${problem}`,
};

/** @param {string|undefined} locale */
export function textsFor(locale) {
  return (locale || "").toLowerCase().startsWith("fr") ? fr : en;
}

export const emotionWords = Object.keys(en.words);
export const resolutionIds = Object.keys(en.resolutions);
