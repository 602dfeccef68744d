// form[data-hypothesis]: the numbers of the inputs with data-emotion as points that can be drawn up and down. The inputs hold the truth; the picture follows
// them and writes into them.
const svg = "http://www.w3.org/2000/svg";
const signed = (value) => (value > 0 ? "+" : value < 0 ? "\u2212" : "") + Math.abs(value);

function make(name, attributes, parent) {
  const node = document.createElementNS(svg, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  parent.append(node);
  return node;
}

function shortened(text, room) {
  return text.length * 6 <= room ? text : text.slice(0, Math.max(3, Math.floor(room / 6) - 1)) + "…";
}

function start(form) {
  // An attribute without a value is left over from a field of another dimension.
  const inputs = [...form.querySelectorAll("input[data-emotion]")].filter((input) => input.dataset.emotion);
  const place = form.querySelector("[data-hypothesis-drawing]");
  if (!place || inputs.length === 0) return;
  const value = (input) => (input.value.trim() === "" || Number.isNaN(Number(input.value)) ? null : Math.max(-100, Math.min(100, Number(input.value))));

  function draw() {
    const width = Math.max(place.clientWidth, 200);
    const height = place.clientHeight;
    const [top, bottom] = [24, height - 30];
    const x = (i) => ((i + 0.5) * width) / inputs.length;
    const y = (v) => top + ((100 - v) / 200) * (bottom - top);
    place.replaceChildren();
    const picture = make("svg", { viewBox: `0 0 ${width} ${height}` }, place);
    for (const level of [100, 0, -100]) {
      make("line", { x1: 0, x2: width, y1: y(level), y2: y(level), class: level === 0 ? "zero" : "axis" }, picture);
      make("text", { x: 4, y: y(level) - 4 }, picture).textContent = signed(level);
    }
    const path = make("path", {}, picture);
    const nodes = inputs.map((input, i) => {
      const label = make("text", { x: x(i), y: height - 8, "text-anchor": "middle" }, picture);
      label.textContent = shortened(input.dataset.emotion, width / inputs.length - 6);
      make("title", {}, label).textContent = input.dataset.emotion;
      return { dot: make("circle", { cx: x(i), r: 9 }, picture), text: make("text", { x: x(i), class: "value", "text-anchor": "middle" }, picture) };
    });

    function follow() {
      let line = "";
      let joined = false;
      inputs.forEach((input, i) => {
        const v = value(input);
        const at = y(v ?? 0);
        nodes[i].dot.setAttribute("cy", at);
        nodes[i].dot.classList.toggle("none", v === null);
        nodes[i].text.textContent = v === null ? "" : signed(v);
        nodes[i].text.setAttribute("y", at < top + 16 ? at + 26 : at - 15);
        if (v === null) joined = false;
        else {
          line += `${joined ? "L" : "M"}${x(i)} ${at}`;
          joined = true;
        }
      });
      path.setAttribute("d", line);
    }

    nodes.forEach(({ dot }, i) => {
      dot.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        dot.setPointerCapture(event.pointerId);
        const move = (moved) => {
          const box = picture.getBoundingClientRect();
          const v = 100 - (((moved.clientY - box.top) * (height / box.height) - top) / (bottom - top)) * 200;
          inputs[i].value = String(Math.max(-100, Math.min(100, Math.round(v / 5) * 5)));
          inputs[i].dispatchEvent(new Event("input", { bubbles: true }));
        };
        dot.addEventListener("pointermove", move);
        dot.addEventListener("pointerup", () => dot.removeEventListener("pointermove", move), { once: true });
        dot.addEventListener("pointercancel", () => dot.removeEventListener("pointermove", move), { once: true });
      });
    });
    follow();
    return follow;
  }

  let follow = draw();
  form.addEventListener("input", () => follow());
  new ResizeObserver(() => { follow = draw(); }).observe(place);
}

function find() {
  for (const form of document.querySelectorAll("form[data-hypothesis]")) start(form);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", find);
else find();
