"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const tip = document.getElementById("tip");

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  const showTip = (event, ...content) => {
    tip.replaceChildren(...content);
    tip.hidden = false;
    const x = Math.min(event.clientX + 16, innerWidth - tip.offsetWidth - 8);
    const below = event.clientY + 18 + tip.offsetHeight < innerHeight;
    const y = below ? event.clientY + 18 : event.clientY - tip.offsetHeight - 12;
    tip.style.left = Math.max(8, x) + "px";
    tip.style.top = Math.max(8, y) + "px";
  };
  const hideTip = () => { tip.hidden = true; };

  // A button a model: shows or hides the model everywhere.
  const hidden = new Set();
  const applyHidden = () => all("[data-model]").forEach(part => {
    if (!part.matches("button.model")) {
      part.classList.toggle("off", hidden.has(part.dataset.model));
    }
  });
  all("button.model").forEach(button => button.addEventListener("click", () => {
    const model = button.dataset.model;
    if (!hidden.delete(model)) {
      hidden.add(model);
    }
    button.setAttribute("aria-pressed", String(!hidden.has(model)));
    applyHidden();
  }));

  // Charts: the values of all lines at the position nearest to the pointer.
  all("svg.chart").forEach(chart => {
    const guide = chart.querySelector(".guide");
    const clear = () => {
      hideTip();
      guide.setAttribute("visibility", "hidden");
      all("circle.near", chart).forEach(circle => circle.classList.remove("near"));
    };
    chart.addEventListener("pointerleave", clear);
    chart.addEventListener("pointermove", event => {
      clear();
      const place = new DOMPoint(event.clientX, event.clientY)
        .matrixTransform(chart.getScreenCTM().inverse());
      const circles = all("g.series:not(.off) circle", chart);
      if (circles.length === 0) {
        return;
      }
      const distance = circle => Math.abs(circle.getAttribute("cx") - place.x);
      const nearest = circles.reduce((a, b) => (distance(b) < distance(a) ? b : a));
      const x = nearest.getAttribute("cx");
      const rows = circles.filter(circle => circle.getAttribute("cx") === x).map(circle => {
        circle.classList.add("near");
        const series = circle.parentNode;
        const row = element("div", "");
        row.className = "row";
        const dot = element("i", "");
        dot.className = "dot";
        dot.style.background = series.getAttribute("fill");
        const note = circle.dataset.note ? " (" + circle.dataset.note + ")" : "";
        row.append(dot, element("span", series.dataset.name + note), element("b", circle.dataset.y));
        return row;
      });
      guide.setAttribute("x1", x);
      guide.setAttribute("x2", x);
      guide.setAttribute("visibility", "visible");
      showTip(event, element("b", nearest.dataset.x), ...rows);
    });
  });

  // The results: a click on a heading sorts, another one turns the order round.
  const table = document.getElementById("results-table");
  all("thead button", table).forEach((button, column) => button.addEventListener("click", () => {
    const heading = button.parentNode;
    const up = heading.getAttribute("aria-sort") === "descending";
    all("thead th", table).forEach(other => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", up ? "ascending" : "descending");
    const key = row => {
      const cell = row.children[column];
      return column === 0 ? cell.textContent : cell.dataset.value === "" ? null : +cell.dataset.value;
    };
    const compare = (a, b) => {
      if (key(a) === null || key(b) === null) {
        return (key(a) === null) - (key(b) === null);
      }
      const order = column === 0 ? key(a).localeCompare(key(b)) : key(a) - key(b);
      return up ? order : -order;
    };
    const body = table.tBodies[0];
    body.append(...[...body.rows].sort(compare));
  }));

  // Attention: a heat map of the chosen model and sentence.
  const data = document.getElementById("attention-data");
  if (!data) {
    return;
  }
  const maps = JSON.parse(data.textContent);
  const models = document.getElementById("attention-model");
  const samples = document.getElementById("attention-sample");
  const place = document.getElementById("heat-map");
  const visible = token => (token === " " ? "␣" : token);
  const svg = (name, attributes, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    if (text !== undefined) {
      made.textContent = text;
    }
    return made;
  };

  const draw = map => {
    const cell = 28;
    const widest = tokens => Math.max(...tokens.map(token => [...visible(token)].length));
    const left = 24 + 8.5 * widest(map.target);
    const top = 16 + 7 * widest(map.source);
    const width = left + cell * map.source.length + 6.5 * widest(map.source) + 16;
    const height = top + cell * map.target.length + 8;
    const picture = svg("svg", {
      width, height, viewBox: `0 0 ${width} ${height}`, role: "img",
      "aria-label": "attention of " + map.name,
    });
    const columns = map.source.map((token, s) => svg("text", {
      x: 0, y: 0, transform: `translate(${left + cell * s + cell / 2 + 4} ${top - 8}) rotate(-45)`,
    }, visible(token)));
    const rows = map.target.map((token, t) => svg("text", {
      x: left - 10, y: top + cell * t + cell / 2 + 5, "text-anchor": "end",
    }, visible(token)));
    picture.append(...columns, ...rows);
    map.target.forEach((written, t) => map.source.forEach((read, s) => {
      const weight = map.weights[t][s] / 1000;
      const rect = svg("rect", {
        class: "cell", x: left + cell * s, y: top + cell * t, width: cell - 1, height: cell - 1,
        rx: 3, fill: map.color, "fill-opacity": weight, "data-t": t, "data-s": s,
      });
      const lit = on => [rect, columns[s], rows[t]].forEach(part => part.classList.toggle("lit", on));
      rect.addEventListener("pointerenter", () => lit(true));
      rect.addEventListener("pointermove", event => showTip(event,
        element("div", `${visible(read)} → ${visible(written)}`), element("b", weight.toFixed(3))));
      rect.addEventListener("pointerleave", () => { lit(false); hideTip(); });
      picture.append(rect);
    }));
    place.replaceChildren(picture);
  };

  const ofModel = model => maps.filter(map => map.model === model);
  const listSamples = () => {
    const chosen = Math.max(0, samples.selectedIndex);
    const list = ofModel(+models.value);
    samples.replaceChildren(...list.map(map => {
      const text = map.source.map(visible).join(map.source.some(token => token === " ") ? "" : " ");
      return element("option", text.length > 90 ? text.slice(0, 88) + "…" : text);
    }));
    samples.selectedIndex = Math.min(chosen, list.length - 1);
    draw(list[samples.selectedIndex]);
  };
  new Map(maps.map(map => [map.model, map.name])).forEach((name, model) => {
    const option = element("option", name);
    option.value = model;
    models.append(option);
  });
  models.addEventListener("change", listSamples);
  samples.addEventListener("change", () => draw(ofModel(+models.value)[samples.selectedIndex]));
  listSamples();
})();
