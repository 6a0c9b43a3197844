// A short, soft tone.

/** @type {AudioContext | undefined} */
let context;

/** Silent where the visitor has not touched the page yet: browsers forbid sound there. */
export function tone() {
  if (typeof AudioContext === 'undefined' || navigator.userActivation?.hasBeenActive === false) return;
  context ??= new AudioContext();
  context.resume();
  const { currentTime } = context;
  const sound = context.createOscillator();
  const loudness = context.createGain();
  sound.frequency.value = 660;
  loudness.gain.setValueAtTime(0.08, currentTime);
  loudness.gain.exponentialRampToValueAtTime(0.001, currentTime + 0.3);
  sound.connect(loudness).connect(context.destination);
  sound.start();
  sound.stop(currentTime + 0.3);
}
