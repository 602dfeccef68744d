// The simple condition "question, operator, value". Anything else stays a text of its own.
export const operators = ["=", "<>", "<", "<=", ">", ">=", "anyof", "contains", "empty", "notempty"];
export const withoutValue = (operator) => operator === "empty" || operator === "notempty";

const form = /^\s*\{([^{}]+)\}\s*(<>|!=|<=|>=|==?|<|>|\b(?:anyof|contains|empty|notempty)\b)\s*(.*?)\s*$/is;

function literal(text) {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === "true" || text === "false") return text === "true";
  const quoted = /^'([^'\\]*)'$/.exec(text) ?? /^"([^"\\]*)"$/.exec(text);
  return quoted ? quoted[1] : undefined;
}

/** { question, operator, values } or null when the expression is no simple condition. */
export function read(expression) {
  const found = form.exec(expression ?? "");
  if (!found) return null;
  const operator = { "==": "=", "!=": "<>" }[found[2]] ?? found[2].toLowerCase();
  if (withoutValue(operator)) return found[3] === "" ? { question: found[1], operator, values: [] } : null;
  const list = /^\[(.*)\]$/s.exec(found[3]);
  if (list && operator !== "anyof") return null;
  const parts = list ? list[1].split(",").map((part) => part.trim()).filter(Boolean) : [found[3]];
  const values = parts.map(literal);
  return values.length > 0 && values.every((value) => value !== undefined) ? { question: found[1], operator, values } : null;
}

const write1 = (value) => {
  if (typeof value !== "string") return String(value);
  return value.includes("'") ? `"${value.replaceAll('"', "")}"` : `'${value}'`;
};

export function write({ question, operator, values }) {
  if (withoutValue(operator)) return `{${question}} ${operator}`;
  if (operator === "anyof") return `{${question}} anyof [${values.map(write1).join(", ")}]`;
  return `{${question}} ${operator} ${write1(values[0] ?? "")}`;
}

/** The values that a question offers, for the builder's list: [{ value, choice? }], empty when anything may be typed. */
export function offered(question) {
  if (!question) return [];
  const values = (list) => (Array.isArray(list) ? list.map((choice) => ({ value: typeof choice === "object" && choice ? choice.value : choice, choice })) : []);
  switch (question.type) {
    case "rating": {
      if (Array.isArray(question.rateValues)) return values(question.rateValues);
      const min = question.rateMin ?? 1;
      const max = question.rateMax ?? 5;
      return max - min > 20 ? [] : Array.from({ length: max - min + 1 }, (_, index) => ({ value: min + index }));
    }
    case "radiogroup": case "dropdown": case "checkbox": return values(question.choices);
    case "boolean": return [{ value: true }, { value: false }];
    default: return [];
  }
}
