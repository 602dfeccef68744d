// A questionnaire with every kind of ours and the usual ones of SurveyJS, on two pages.
export const definition = {
  title: { default: "Your delivery", fr: "Votre livraison" },
  pages: [
    {
      name: "moment",
      elements: [
        {
          type: "rating", name: "feeling", measure: "face", isRequired: true,
          title: { default: "How do you feel after this delivery?", fr: "Comment vous sentez-vous après cette livraison\u202F?" },
        },
        {
          type: "problemlist", name: "problems", measure: "problems", isRequired: true,
          title: { default: "Did you run into a problem?", fr: "Avez-vous rencontré un problème\u202F?" },
          problems: [
            { value: "late", text: { default: "The delivery came late", fr: "La livraison est arrivée en retard" } },
            { value: "tracking", text: { default: "I could not follow the parcel", fr: "Je n’ai pas pu suivre le colis" } },
            { value: "damaged", text: { default: "The parcel was damaged", fr: "Le colis était abîmé" } },
          ],
        },
      ],
    },
    {
      name: "more",
      elements: [
        {
          type: "emotionpicker", name: "emotion", measure: "emotion", askIntensity: true,
          title: { default: "Which word fits best?", fr: "Quel mot vous correspond le mieux\u202F?" },
        },
        {
          type: "radiogroup", name: "goal", measure: "goal", isRequired: true,
          title: { default: "Did you get what you came for?", fr: "Avez-vous obtenu ce que vous vouliez\u202F?" },
          choices: [
            { value: "yes", text: { default: "Yes", fr: "Oui" } },
            { value: "partly", text: { default: "Partly", fr: "En partie" } },
            { value: "no", text: { default: "No", fr: "Non" } },
          ],
        },
        {
          type: "rating", name: "nps", measure: "nps", rateMin: 0, rateMax: 10,
          title: { default: "Would you recommend us?", fr: "Nous recommanderiez-vous\u202F?" },
          minRateDescription: { default: "Not at all", fr: "Pas du tout" }, maxRateDescription: { default: "Certainly", fr: "Certainement" },
        },
        {
          type: "rating", name: "csat", measure: "csat",
          title: { default: "How satisfied are you?", fr: "Êtes-vous satisfait(e)\u202F?" },
        },
        {
          type: "checkbox", name: "where", title: { default: "Where was it left?", fr: "Où a-t-il été déposé\u202F?" },
          choices: [{ value: "door", text: { default: "At the door", fr: "À la porte" } }, { value: "shop", text: { default: "In a shop", fr: "Dans un relais" } }],
        },
        {
          type: "dropdown", name: "carrier", title: { default: "Which carrier?", fr: "Quel transporteur\u202F?" },
          choices: ["Alpha", "Beta"],
        },
        { type: "comment", name: "words", measure: "verbatim", title: { default: "Anything to add?", fr: "Quelque chose à ajouter\u202F?" } },
        {
          type: "matrix", name: "parts", title: { default: "In detail", fr: "Dans le détail" },
          columns: [{ value: 1, text: { default: "Bad", fr: "Mauvais" } }, { value: 2, text: { default: "Fair", fr: "Moyen" } }, { value: 3, text: { default: "Good", fr: "Bon" } }],
          rows: [{ value: "driver", text: { default: "Driver", fr: "Livreur" } }, { value: "box", text: { default: "Parcel", fr: "Colis" } }],
        },
        { type: "boolean", name: "again", title: { default: "Would you order again?", fr: "Recommanderiez-vous une commande\u202F?" } },
      ],
    },
  ],
};
