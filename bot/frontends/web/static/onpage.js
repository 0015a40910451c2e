// Pictures that stand on the page → what the lightbox shows.

export function onPage(selector) {
  return [...document.querySelectorAll(selector)].map((image) => ({
    url: image.getAttribute("src"),
    alt: image.alt,
    caption: image.dataset.caption,
    name: image.dataset.name,
  }));
}
