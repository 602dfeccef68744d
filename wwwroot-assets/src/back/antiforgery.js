/** The antiforgery token of the page, from <html data-csrf> or its first form. */
export function antiforgery() {
  return document.documentElement.dataset.csrf ?? document.querySelector('input[name="__RequestVerificationToken"]')?.value ?? "";
}
