// Stands among what lies around the code and asks for it anew when the sliders have come to rest. Asked for
// from among the sliders, the run that draws them would be replaced, and what it had not sent yet be lost.
const instances = new WeakMap()

export default function ({ parentElement, setTriggerValue }) {
  let it = instances.get(parentElement)
  if (!it) {
    it = { tell: () => it.send("settled", true) }
    instances.set(parentElement, it)
    window.addEventListener("sliders-settled", it.tell)
  }
  it.send = setTriggerValue
  return () => {
    window.removeEventListener("sliders-settled", it.tell)
    instances.delete(parentElement)
  }
}
