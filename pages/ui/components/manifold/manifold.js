// A grid of decoded latent vectors; a click or an arrow key sends the row and column of a cell.
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const instances = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  let instance = instances.get(parentElement)
  if (!instance) {
    const [root, picture, frame] = [".manifold", "img", "i"].map((name) => parentElement.querySelector(name))
    instance = { root, picture, frame }
    instances.set(parentElement, instance)
  }
  const { root, picture } = instance
  if (picture.src !== data.picture) picture.src = data.picture
  picture.alt = data.alt
  root.setAttribute("aria-label", data.label)
  markCell(instance, data.n, ...data.cell)
  const choose = (column, row) => {
    const [x, y] = [column, row].map((i) => Math.min(data.n - 1, Math.max(0, i)))
    markCell(instance, data.n, x, y)
    setTriggerValue("clicked", { column: x, row: y })
  }
  picture.onclick = (event) => {
    const box = picture.getBoundingClientRect()
    const findCell = (offset, side) => Math.floor((offset / side) * data.n)
    choose(findCell(event.clientX - box.left, box.width), findCell(event.clientY - box.top, box.height))
  }
  root.onkeydown = (event) => {
    const move = MOVES[event.key]
    if (!move) return
    event.preventDefault()
    const middle = Math.floor(data.n / 2)
    const [column, row] = instance.cell ?? [middle, middle]
    choose(column + move[0], row + move[1])
  }
}

function markCell(instance, n, column, row) {
  const size = 100 / n // percent
  instance.cell = column < 0 ? null : [column, row]
  instance.frame.style.cssText =
    column < 0 ? "display:none" : `left:${column * size}%;top:${row * size}%;width:${size}%;height:${size}%`
}
