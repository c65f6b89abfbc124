import { box, type Drawing, gleam, line, oval, path } from './ink.ts'

/** Drawings of gear, devices and luggage. The ground is at y = 380, the middle at x = 240. */
export const GEAR_WARE: Readonly<Record<string, Drawing>> = {
  tool: (k) =>
    path('M132 336l120-128 38 36-122 126q-20 16-36 0t0-34z', k.body) +
    path('M246 214q-20-60 34-92l12 44 40 10 30-32q20 60-40 92-28 10-44-2z', '#c3ccd1') +
    line('M162 340l84-88', k.accent, 7) +
    oval(150, 352, [9, 9], k.paper),
  dumbbell: (k) =>
    line('M150 280h180', '#9aa4aa', 24) +
    [
      [96, 220, 40, 120],
      [134, 200, 40, 160],
      [306, 200, 40, 160],
      [344, 220, 40, 120],
    ]
      .map(([x = 0, y = 0, w = 0, h = 0], i) => box([x, y], [w, h, 12], i % 3 === 0 ? k.flat : k.body))
      .join('') +
    line('M154 220v120M326 220v120', k.accent, 6),
  roller: (k) =>
    box([100, 262], [280, 112, 54], k.body) +
    oval(334, 318, [44, 56], k.dark) +
    oval(334, 318, [22, 30], k.light) +
    [150, 196, 242].map((x) => line(`M${x} 272v92`, k.accent, 8)).join('') +
    line('M120 300h160M120 336h160', k.dark, 5),
  kettlebell: (k) =>
    line('M178 244q-30-104 62-104t62 104', k.dark, 30) +
    oval(240, 300, [104, 82], k.body) +
    box([180, 360], [120, 20, 8], k.dark) +
    oval(240, 304, [42, 42], k.accent) +
    gleam('M160 282q4-26 20-38'),
  headphones: (k) =>
    line('M120 290q-10-170 120-170t120 170', k.dark, 20) +
    line('M140 240q14-96 100-96', k.light, 6) +
    box([88, 266], [72, 114, 34], k.body) +
    box([320, 266], [72, 114, 34], k.body) +
    box([146, 278], [22, 90, 10], k.accent) +
    box([312, 278], [22, 90, 10], k.accent),
  speaker: (k) =>
    line('M170 180q70-70 140 0', k.dark, 12) +
    box([100, 180], [280, 200, 62], k.body) +
    oval(240, 284, [74, 74], k.dark) +
    oval(240, 284, [46, 46], k.flat) +
    oval(240, 284, [18, 18], k.accent) +
    line('M126 240v84M354 240v84', k.light, 7),
  powerbank: (k) =>
    box([152, 116], [176, 264, 34], k.body) +
    box([172, 140], [136, 150, 20], k.dark) +
    path('M250 158l-40 70h26l-8 50 46-72h-28z', k.accent) +
    [196, 224, 252, 280].map((x, i) => oval(x, 326, [7, 7], i < 3 ? '#9be08a' : k.light)).join('') +
    gleam('M166 150v170'),
  cable: (k) =>
    line('M130 360q-60-120 60-130t60 90 120 10 0-150', k.flat, 15) +
    line('M130 360q-60-120 60-130t60 90 120 10 0-150', k.light, 3) +
    box([100, 340], [62, 40, 8], k.dark) +
    box([342, 120], [56, 64, 10], k.dark) +
    box([354, 100], [32, 26, 6], '#c3ccd1'),
  stand: (k) =>
    oval(240, 366, [120, 18], k.dark) +
    path('M214 360l14-120h26l14 120z', k.body) +
    `<g transform="rotate(-12 240 210)">${box([178, 90], [124, 210, 18], '#20282b')}${box([188, 104], [104, 182, 8], k.light)}${path('M188 250q50-70 104-10v46h-104z', k.accent)}</g>` +
    box([168, 300], [144, 18, 8], k.flat),
  camera: (k) =>
    box([106, 176], [268, 204, 34], k.body) +
    box([130, 154], [70, 28, 10], k.accent) +
    oval(268, 280, [84, 84], k.dark) +
    oval(268, 280, [58, 58], '#22313a') +
    oval(268, 280, [30, 30], '#3d6b82') +
    oval(252, 262, [10, 10], '#ffffff') +
    box([132, 216], [42, 30, 6], k.light) +
    line('M132 330h40', k.light, 7),
  suitcase: (k) =>
    line('M196 130V84h88v46', k.dark, 12) +
    box([134, 128], [212, 236, 28], k.body) +
    [174, 218, 262, 306].map((x) => line(`M${x} 152v188`, k.dark, 5)).join('') +
    box([126, 226], [228, 22, 6], k.accent) +
    oval(168, 372, [16, 12], k.dark) +
    oval(312, 372, [16, 12], k.dark) +
    gleam('M152 164v150'),
  wallet: (k) =>
    path('M118 170h232q22 0 22 22v166q0 22-22 22H118z', k.body) +
    box([106, 170], [30, 210, 8], k.dark) +
    box([206, 146], [120, 60, 6], k.paper) +
    path('M118 206h254v152q0 22-22 22H118z', k.flat) +
    oval(252, 292, [42, 42], k.accent) +
    line('M222 292h60M252 262v60', k.light, 5),
  umbrella: (k) =>
    line('M240 110v238q0 32-28 32t-28-28', k.dark, 12) +
    path(
      'M82 262q10-150 158-150t158 150q-26-24-52 0-28-26-53 0-26-26-53 0-26-26-53 0-26-26-53 0-28-24-54 0z',
      k.body,
    ) +
    path('M187 262q0-100 53-150 53 50 53 150-26-26-53 0-26-26-53 0z', k.light) +
    oval(240, 106, [8, 12], k.accent),
}
