const patience = 30_000;

/** Only what the customer could see when sending: an answer to a question that has been hidden since is not meant any more. */
export function visibleAnswers(model) {
  const answers = { ...model.data };
  for (const question of model.getAllQuestions()) {
    if (question.isVisible && question.isParentVisible) continue;
    delete answers[question.getValueName()];
    delete answers[question.getValueName() + "-Comment"];
  }
  return answers;
}

/**
 * Sends the answers once.
 * @returns {Promise<{ kind: "done", redirect: string } | { kind: "invalid", errors: {field: string, reason: string}[] } | { kind: "notSent" | "failed" }>}
 */
export async function submit(url, answers) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patience);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ answers }),
      signal: abort.signal,
    });
    const body = await response.json().catch(() => ({}));
    if (response.status === 422 && Array.isArray(body.errors)) return { kind: "invalid", errors: body.errors };
    // Answered before (a lost reply, another device), expired or withdrawn: the server has a page for each at the same address.
    if (response.ok || [404, 409, 410].includes(response.status)) return { kind: "done", redirect: body.redirect || location.href };
    return { kind: "failed" };
  } catch {
    return { kind: "notSent" };
  } finally {
    clearTimeout(timer);
  }
}
