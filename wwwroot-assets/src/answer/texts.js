// What the page says around the questions. The server may replace any of them through the island's `texts`.
const en = {
  next: "Continue",
  back: "Back",
  send: "Send my answers",
  sending: "Sending…",
  saved: "Your answers are saved as you go.",
  saving: "Saving…",
  notSaved: "Not saved yet: no connection. We keep trying; you can go on.",
  closed: "These answers can no longer be changed.",
  notSent: "Your answers could not be sent: no connection. Nothing is lost; please try again.",
  failed: "Something went wrong on our side. Nothing is lost; please try again in a moment.",
  fix: "Please have another look at the marked answers.",
  progress: "Progress",
};

const fr = {
  next: "Continuer",
  back: "Retour",
  send: "Envoyer mes réponses",
  sending: "Envoi…",
  saved: "Vos réponses sont enregistrées au fur et à mesure.",
  saving: "Enregistrement…",
  notSaved: "Pas encore enregistré\u00A0: pas de connexion. Nous réessayons\u202F; vous pouvez continuer.",
  closed: "Ces réponses ne peuvent plus être modifiées.",
  notSent: "Vos réponses n’ont pas pu être envoyées\u00A0: pas de connexion. Rien n’est perdu\u202F; réessayez.",
  failed: "Une erreur est survenue de notre côté. Rien n’est perdu\u202F; réessayez dans un instant.",
  fix: "Merci de revoir les réponses signalées.",
  progress: "Avancement",
};

export function pageTexts(locale, own) {
  return { ...((locale || "").startsWith("fr") ? fr : en), ...own };
}
