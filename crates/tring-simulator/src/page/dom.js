// Small changes to the page.

export const $ = (id) => document.getElementById(id)

export function setText(id, text) {
  // Writing the same text again would make screen readers repeat it.
  if ($(id).textContent !== text) $(id).textContent = text
}

export function setLevel(id, value, text) {
  $(id).style.setProperty('--level', value.toFixed(3))
  $(id).setAttribute('aria-valuenow', Math.round(value * 100))
  $(id).setAttribute('aria-valuetext', text)
  setText(`${id}-text`, text)
}

export function element(tag, className, text) {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.textContent = text
  return made
}

/** Replaces the children of `id` when `key` differs from the last time, so that the focus stays where it is. */
export function renew(id, key, children) {
  const text = JSON.stringify(key)
  if ($(id).dataset.key === text) return
  $(id).dataset.key = text
  $(id).replaceChildren(...children())
}
