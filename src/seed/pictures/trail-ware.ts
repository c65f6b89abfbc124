import { box, type Drawing, gleam, line, oval, path } from './ink.ts'

/** Drawings of what is taken outside. The ground is at y = 380, the middle at x = 240. */
export const TRAIL_WARE: Readonly<Record<string, Drawing>> = {
  tent: (k) =>
    line('M240 140L70 380M240 140l170 240', k.dark, 6) +
    path('M240 150L86 380h308z', k.body) +
    path('M240 150l-54 230h108z', k.dark) +
    path('M240 150l-54 230h40z', k.light) +
    line('M86 380l-36 6M394 380l36 6', k.dark, 4) +
    path('M236 150v-44l44 14-44 14z', k.accent),
  sleeping: (k) =>
    path('M110 372q-40-110 30-170 70-40 200-20 50 40 40 120-6 70-50 78z', k.body) +
    path('M330 186q60 10 58 70t-44 62q-44-60-14-132z', k.light) +
    line('M166 200q-24 80 0 178M222 190q-24 90 0 190M278 188q-20 96 0 192', k.dark, 5) +
    line('M110 330q120 30 240 10', k.accent, 6),
  chair: (k) =>
    line('M150 380l180-130M330 380L150 250', k.dark, 11) +
    path('M128 150q112 40 224 0 4 90-20 128-92 34-184 0-24-38-20-128z', k.body) +
    path('M148 252q92 40 184 0-4 22-8 26-84 30-168 0z', k.dark) +
    line('M128 150l-10-24M352 150l10-24', k.dark, 10),
  table: (k) =>
    line('M140 262l190 118M340 262L150 380', k.dark, 12) +
    box([88, 232], [304, 34, 10], k.body) +
    [126, 166, 206, 246, 286, 326, 366].map((x) => line(`M${x} 236v26`, k.dark, 4)).join('') +
    path('M206 178h60q-2 52-30 52t-30-52z', k.paper) +
    oval(330, 216, [26, 14], k.accent),
  stove: (k) =>
    path('M240 150q46 52 10 92 30-10 30-44 46 60-8 92h-64q-54-36 0-92 0 20 12 30-14-40 20-78z', '#f08a3c') +
    path('M242 212q22 34 0 62-24-26 0-62z', '#ffd97a') +
    box([140, 286], [200, 22, 10], k.dark) +
    path('M164 308h152l18 56q4 16-14 16H160q-18 0-14-16z', k.body) +
    oval(240, 346, [18, 18], k.light) +
    line('M152 286l-20-24M328 286l20-24', k.dark, 8),
  backpack: (k) =>
    line('M196 132q0-44 44-44t44 44', k.dark, 12) +
    box([112, 236], [48, 112, 20], k.dark) +
    box([320, 236], [48, 112, 20], k.dark) +
    path('M150 190q0-70 90-70t90 70v154q0 36-36 36H186q-36 0-36-36z', k.body) +
    path('M150 214q90 40 180 0v-30q-6-64-90-64t-90 64z', k.flat) +
    box([178, 272], [124, 82, 18], k.dark) +
    line('M194 296h92', k.accent, 6) +
    box([222, 222], [36, 26, 6], k.accent),
  poles: (k) =>
    line('M168 380L288 110', k.flat, 12) +
    line('M228 380L336 130', k.dark, 12) +
    line('M288 110l14-34M336 130l14-34', '#b98a58', 22) +
    line('M168 380l-4 12M228 380l-4 12', k.accent, 6) +
    oval(180, 356, [22, 8], k.dark) +
    oval(240, 356, [22, 8], k.dark),
  headlamp: (k) =>
    line('M120 282q-40-90 60-136t176 26 4 112', k.dark, 20) +
    path('M146 256h188q30 0 30 30v56q0 38-38 38H154q-38 0-38-38v-56q0-30 30-30z', k.body) +
    oval(240, 318, [54, 50], k.dark) +
    oval(240, 318, [40, 37], '#fff3c0') +
    oval(228, 306, [12, 10], '#ffffff') +
    box([316, 296], [26, 40, 8], k.accent),
  watch: (k) =>
    path('M194 90h92l10 90H184zM184 300h112l-10 80h-92z', k.dark) +
    oval(240, 240, [94, 94], k.body) +
    oval(240, 240, [74, 74], '#16211f') +
    line('M240 240v-48M240 240l34 20', k.light, 7) +
    path('M240 178l8 16h-16z', k.accent) +
    box([332, 226], [18, 30, 6], k.dark) +
    line('M196 270q20 20 44 20', k.accent, 5),
  rope: (k) =>
    [0, 1, 2, 3]
      .map(
        (i) =>
          `<ellipse cx="${232 + i * 6}" cy="${262 + i * 4}" rx="${128 - i * 22}" ry="${104 - i * 20}" fill="none" stroke="${i % 2 ? k.dark : k.flat}" stroke-width="20"/>`,
      )
      .join('') +
    line('M340 320q60 20 40 60', k.flat, 18) +
    line('M150 170q90 100 180 180', k.accent, 12),
  jacket: (k) =>
    path('M176 120l-70 56-34 168 54 16 28-110v130h172V250l28 110 54-16-34-168-70-56q-64 40-128 0z', k.body) +
    path('M186 120q54 50 108 0l-6-34q-48-20-96 0z', k.flat) +
    line('M240 152v226', k.dark, 6) +
    line('M172 290h40M268 290h40', k.dark, 6) +
    box([268, 186], [44, 24, 4], k.accent) +
    line('M154 240l-6-40M326 240l6-40', k.dark, 5),
  tee: (k) =>
    path('M182 126l-96 60 34 74 44-22v142h152V238l44 22 34-74-96-60q-58 42-116 0z', k.body) +
    line('M182 126q58 42 116 0', k.dark, 8) +
    path('M204 262l36-46 36 46z', k.light) +
    path('M224 262l24-30 30 30z', k.accent),
  trousers: (k) =>
    path('M162 110h156l30 270h-76l-32-180-32 180h-76z', k.body) +
    box([160, 104], [160, 26, 6], k.dark) +
    line('M240 130v70', k.dark, 5) +
    line('M176 160q18 14 34 0M304 160q-18 14-34 0', k.light, 5) +
    box([146, 262], [44, 50, 4], k.flat),
  hat: (k) =>
    oval(240, 318, [168, 46], k.dark) +
    oval(240, 310, [168, 44], k.body) +
    path('M148 306q0-136 92-136t92 136q-92 34-184 0z', k.flat) +
    path('M150 280q90 34 180 0v26q-90 34-180 0z', k.accent) +
    gleam('M178 258q6-40 30-60'),
  socks: (k) =>
    path('M140 120h88v130l60 56q24 30-4 58-30 24-64-4L150 290q-10-14-10-40z', k.dark) +
    path('M206 120h88v130l60 56q24 30-4 58-30 24-64-4l-70-70q-10-14-10-40z', k.body) +
    box([202, 112], [96, 38, 8], k.accent) +
    line('M206 176h88M206 196h88', k.light, 6),
  gloves: (k) =>
    path(
      'M130 380V240q-40-30-24-54t46 10v-50q16-20 30 0v-20q16-18 32 0v20q16-18 30 2v30q16-12 28 4v108q0 40-20 90z',
      k.body,
    ) +
    box([124, 340], [136, 40, 8], k.dark) +
    path('M300 380V268q-10-20 12-30v-50q14-14 26 0v60q40-40 56-14-6 60-44 90v56z', k.flat) +
    line('M160 290h80', k.accent, 7),
  boot: (k) =>
    path('M176 120h104v140q70 20 100 60 10 26 0 44H150q-10-70 26-140z', k.body) +
    path('M140 352h244q8 28-14 28H156q-20 0-16-28z', k.dark) +
    box([170, 112], [116, 30, 10], k.light) +
    line('M252 176l34-6M252 208l36-6M262 240l38-14', k.accent, 8) +
    line('M320 288q20 20 20 60', k.dark, 5),
  shoe: (k) =>
    path('M92 236q40 30 84-4 40 66 150 84 62 12 66 40H92q-16-60 0-120z', k.body) +
    path('M84 350h312q6 30-20 30H104q-24 0-20-30z', k.paper) +
    path('M84 366h314q-4 14-22 14H104q-16 0-20-14z', k.accent) +
    line('M186 262l30-18M212 286l30-20M244 304l26-22', k.light, 8) +
    path('M100 300q80 30 190 44H96z', k.flat),
  sandal: (k) =>
    path('M92 340q60-40 150-34 130 4 146 34 6 40-30 40H120q-40 0-28-40z', k.dark) +
    line('M130 334q60-110 130-20M230 322q70-90 110 20', k.flat, 26) +
    line('M130 334q-10-60 40-84', k.body, 20) +
    box([250, 286], [34, 26, 6], k.accent),
  insole: (k) =>
    path('M150 130q56-30 74 40 10 50-6 100 0 90-40 90t-40-90q-20-90 12-140z', k.body) +
    path('M300 130q-56-30-74 40', 'none') +
    path('M330 130q-56-30-74 40-10 50 6 100 0 90 40 90t40-90q20-90-12-140z', k.flat) +
    oval(180, 330, [22, 26], k.accent) +
    oval(300, 330, [22, 26], k.accent) +
    line('M160 180h44M160 204h48M276 180h44M272 204h48', k.light, 5),
  helmet: (k) =>
    path('M88 292q6-150 160-150 150 0 152 134-150 50-312 16z', k.body) +
    path('M150 236q60-70 190-60-120 0-160 80zM214 268q60-60 160-50-100 10-130 60z', k.dark) +
    line('M150 302q20 70 80 78M330 300q-20 60-60 78', k.dark, 8) +
    path('M88 292q150 36 312-16l6 14q-150 52-314 18z', k.accent),
  bike: (k) =>
    [140, 348]
      .map(
        (x) =>
          `<circle cx="${x}" cy="306" r="72" fill="none" stroke="${k.dark}" stroke-width="12"/><circle cx="${x}" cy="306" r="8" fill="${k.accent}"/>`,
      )
      .join('') +
    line('M140 306l62-110h110l-78 112zM202 196l34 112M312 196l36 110', k.flat, 13) +
    line('M312 196l-12-48h-34', k.dark, 11) +
    line('M202 196l-8-22M170 170h50', k.dark, 13) +
    oval(236, 308, [18, 18], k.dark),
}
