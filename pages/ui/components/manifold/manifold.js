// A sheet of decoded codes; a click tells which cell was meant.
const instances = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  let it = instances.get(parentElement)
  if (!it) {
    it = { picture: parentElement.querySelector("img"), mark: parentElement.querySelector("i") }
    instances.set(parentElement, it)
  }
  const { picture, mark } = it
  if (picture.src !== data.picture) picture.src = data.picture
  picture.alt = data.alt
  const put = (column, row) => {
    const share = 100 / data.n
    mark.style.cssText =
      column < 0
        ? "display:none"
        : `left:${column * share}%;top:${row * share}%;width:${share}%;height:${share}%`
  }
  put(...data.at)
  picture.onclick = (event) => {
    const box = picture.getBoundingClientRect()
    const cell = (at, side) => Math.min(data.n - 1, Math.max(0, Math.floor((at / side) * data.n)))
    const column = cell(event.clientX - box.left, box.width)
    const row = cell(event.clientY - box.top, box.height)
    put(column, row)
    setTriggerValue("clicked", { column, row })
  }
}
