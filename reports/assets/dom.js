// Elements whose text is only ever text.

export function element(name, properties = {}, ...children) {
  const { dataset = {}, ...rest } = properties;
  const made = Object.assign(document.createElement(name), rest);
  Object.assign(made.dataset, dataset);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

// Text of data or models: its direction is its own.
export function text(className, content) {
  return element("span", { className: `text ${className}`, dir: "auto", textContent: content });
}

export function button(textContent, properties, act) {
  const made = element("button", { type: "button", textContent, ...properties });
  made.addEventListener("click", act);
  return made;
}

// A button that copies and says so; where copying is not allowed, the text is shown, selected, to copy by hand.
export function copyButton(label, key, content) {
  const made = button(label, { title: `${label} (${key})` }, async () => {
    try {
      await navigator.clipboard.writeText(content());
      made.textContent = "Copied";
      setTimeout(() => { made.textContent = label; }, 1500);
    } catch {
      const field = element("input", { value: content(), readOnly: true, ariaLabel: label });
      made.after(field);
      field.focus();
      field.select();
      field.addEventListener("blur", () => field.remove());
    }
  });
  return made;
}
