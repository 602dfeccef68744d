/** Undo and redo of texts; changes of one field in a row are one step. */
export function createHistory(limit = 200) {
  let done = [];
  let undone = [];
  let field = null;
  return {
    /** Remembers what was before a change. */
    push(state, ofField = null) {
      if (ofField === null || ofField !== field) done = [...done.slice(-limit + 1), state];
      field = ofField;
      undone = [];
    },
    undo(now) {
      if (done.length === 0) return null;
      undone.push(now);
      field = null;
      return done.pop();
    },
    redo(now) {
      if (undone.length === 0) return null;
      done.push(now);
      field = null;
      return undone.pop();
    },
    get canUndo() { return done.length > 0; },
    get canRedo() { return undone.length > 0; },
  };
}
