// <table data-arrow-keys>: the arrow keys move from link to link, cell by cell. Tab goes on as ever.
const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

document.addEventListener("keydown", (event) => {
  const move = moves[event.key];
  const cell = event.target.closest?.("table[data-arrow-keys] td, table[data-arrow-keys] tbody th");
  if (!move || !cell || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const rows = [...cell.closest("table").rows].filter((row) => row.querySelector("td"));
  let [row, column] = [rows.indexOf(cell.parentElement), cell.cellIndex];
  do {
    row += move[0];
    column += move[1];
  } while (rows[row]?.cells[column] && !rows[row].cells[column].querySelector("a"));
  const link = rows[row]?.cells[column]?.querySelector("a");
  if (!link) return;
  event.preventDefault();
  link.focus();
});
