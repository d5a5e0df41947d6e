// Reruns the fragment of the views when the sliders are released. This component is in that fragment: an event
// of the sliders themselves would rerun their fragment and interrupt its present run.
const instances = new WeakMap()

export default function ({ parentElement, setTriggerValue }) {
  let instance = instances.get(parentElement)
  if (!instance) {
    instance = { update: () => instance.send("settled", true) }
    instances.set(parentElement, instance)
    window.addEventListener("sliders-settled", instance.update)
  }
  instance.send = setTriggerValue
  return () => {
    window.removeEventListener("sliders-settled", instance.update)
    instances.delete(parentElement)
  }
}
