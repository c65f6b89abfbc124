import { box, type Drawing, gleam, line, oval, path } from './ink.ts'

/** Drawings of what stands on a table. The ground is at y = 380, the middle at x = 240. */
export const TABLE_WARE: Readonly<Record<string, Drawing>> = {
  gaiwan: (k) =>
    oval(240, 372, [130, 14], k.light) +
    path('M150 250q8 118 90 118t90-118z', k.body) +
    oval(240, 250, [90, 15], k.dark) +
    path('M158 246q12-54 82-54t82 54z', k.flat) +
    oval(240, 187, [20, 9], k.light) +
    gleam('M172 270q6 50 30 74'),
  teapot: (k) =>
    line('M312 268q74-18 62 46t-76 40', k.dark, 15) +
    path('M160 262l-62-34 12-12 66 20z', k.flat) +
    path('M150 300q0-80 92-80t92 80q0 80-60 80h-66q-58 0-58-80z', k.body) +
    oval(242, 224, [54, 12], k.dark) +
    path('M192 220q10-30 50-30t50 30z', k.flat) +
    oval(242, 184, [13, 12], k.accent) +
    gleam('M172 288q4 44 24 66'),
  pitcher: (k) =>
    line('M316 246q64 4 54 60t-66 46', k.dark, 14) +
    path('M158 196h150l14 150q0 34-36 34h-104q-36 0-34-34z', k.body) +
    path('M158 196l-26-14 20 44z', k.flat) +
    path('M156 280h162l4 66q0 34-36 34h-104q-36 0-34-34z', k.accent) +
    oval(233, 196, [76, 12], k.dark) +
    gleam('M178 224l-4 110'),
  cup: (k) =>
    [150, 250, 330]
      .map(
        (x, i) =>
          path(
            `M${x - 58} ${272 + i * 8}h116q-6 ${108 - i * 8}-58 ${108 - i * 8}t-58-${108 - i * 8}z`,
            i === 1 ? k.flat : k.body,
          ) + oval(x, 272 + i * 8, [58, 12], k.dark),
      )
      .join('') + gleam('M110 292q4 34 18 54'),
  mug: (k) =>
    line('M318 250q72-6 66 54t-70 48', k.dark, 18) +
    path('M146 208h176v128q0 44-44 44h-88q-44 0-44-44z', k.body) +
    oval(234, 208, [88, 15], k.dark) +
    oval(234, 210, [74, 10], '#5b3a26') +
    box([146, 276], [176, 20, 0], k.light) +
    line('M206 176q-16-20 0-40t0-40M262 176q-16-20 0-40t0-40', 'rgba(255,255,255,.7)', 7) +
    gleam('M168 232v100'),
  tray: (k) =>
    path('M86 326h308l-22 40q-6 14-26 14H134q-20 0-26-14z', k.body) +
    box([78, 306], [324, 26, 13], k.flat) +
    [126, 178, 230, 282, 334].map((x) => line(`M${x} 319h24`, k.dark, 4)).join('') +
    path('M182 254h84q-4 50-42 50t-42-50z', k.paper) +
    oval(224, 254, [42, 9], k.light) +
    oval(320, 294, [24, 12], k.accent),
  canister: (k) =>
    box([152, 186], [176, 194, 22], k.body) +
    box([146, 150], [188, 56, 18], k.flat) +
    line('M146 206h188', k.dark, 5) +
    box([186, 246], [108, 84, 8], k.paper) +
    line('M204 272h72M204 292h72M204 312h44', k.accent, 6) +
    gleam('M168 226v130'),
  kettle: (k) =>
    line('M168 216q10-96 76-96t76 96', k.dark, 13) +
    line('M150 340q-60-6-58-66t-44-66', k.flat, 16) +
    path('M150 240h176q24 100 12 126-6 14-26 14H164q-20 0-26-14-12-26 12-126z', k.body) +
    oval(238, 240, [88, 16], k.flat) +
    oval(238, 224, [16, 13], k.accent) +
    gleam('M166 270q-8 50-2 84'),
  dripper: (k) =>
    path('M142 170h190l-66 114h-58z', k.body) +
    oval(237, 170, [95, 16], k.dark) +
    [180, 210, 240, 270].map((x) => line(`M${x} 192l${(237 - x) / 3} 78`, k.light, 4)).join('') +
    box([166, 282], [142, 16, 8], k.flat) +
    path('M178 298h118l10 60q0 22-22 22h-94q-22 0-22-22z', 'rgba(255,255,255,.55)') +
    path('M174 330h126l6 28q0 22-22 22h-94q-22 0-22-22z', '#6b4429'),
  grinder: (k) =>
    line('M238 150h96', k.dark, 12) +
    oval(340, 144, [15, 21], k.accent) +
    box([226, 128], [24, 52, 8], k.dark) +
    path('M172 176h132l-10 44H182z', k.flat) +
    box([176, 220], [124, 92, 10], k.body) +
    box([168, 308], [140, 72, 16], k.dark) +
    box([214, 330], [48, 26, 6], k.light) +
    gleam('M192 236v60'),
  moka: (k) =>
    line('M296 214q66-14 60 40t-34 60', k.dark, 16) +
    path('M178 168h122l-16 104h-90z', k.body) +
    path('M178 168l-30-16 24 44z', k.flat) +
    path('M194 284h90l26 96H168z', k.flat) +
    box([186, 268], [106, 20, 6], k.dark) +
    path('M186 166q10-30 54-30t52 30z', k.dark) +
    oval(239, 130, [12, 10], k.accent) +
    gleam('M204 190l8 66'),
  pouch: (k) =>
    path('M136 168h208l16 186q2 26-26 26H146q-28 0-26-26z', k.body) +
    box([128, 146], [224, 32, 8], k.flat) +
    line('M140 162h200', k.dark, 4) +
    oval(240, 276, [58, 58], k.paper) +
    path('M240 240q34 18 0 72-34-54 0-72z', k.accent) +
    gleam('M152 204l-12 130'),
  box: (k) =>
    path('M110 232l130-50 130 50-130 48z', k.light) +
    path('M110 232l130 48v100l-130-48z', k.body) +
    path('M370 232l-130 48v100l130-48z', k.dark) +
    path('M164 212l130 50v40l-22-14-22 22v-42l-108-40z', k.accent),
  scale: (k) =>
    box([104, 306], [272, 74, 20], k.body) +
    box([124, 286], [232, 26, 10], k.dark) +
    box([190, 330], [100, 32, 6], '#1f2a2c') +
    line('M206 346h20M236 346h36', k.light, 6) +
    path('M196 184h88l-30 70h-28z', k.paper) +
    oval(240, 184, [44, 9], k.light) +
    box([204, 254], [72, 32, 8], k.flat),
  bowl: (k) =>
    path('M106 240h268q-10 118-88 126h-92q-78-8-88-126z', k.body) +
    oval(240, 240, [134, 28], k.dark) +
    oval(240, 244, [112, 19], k.accent) +
    box([192, 362], [96, 18, 8], k.flat) +
    line('M134 296q50-30 92 0t120-6', k.light, 5) +
    gleam('M128 262q8 50 40 78'),
  plate: (k) =>
    oval(240, 300, [168, 80], k.dark) +
    oval(240, 290, [168, 80], k.body) +
    oval(240, 292, [116, 52], k.light) +
    oval(214, 284, [30, 22], k.accent) +
    oval(262, 298, [26, 19], '#7c9a5e') +
    oval(268, 276, [18, 14], '#d98b4a'),
  chopsticks: (k) =>
    line('M120 376L300 120', k.dark, 12) +
    line('M170 380L352 126', k.flat, 12) +
    line('M300 120l-30 42M352 126l-30 42', k.accent, 13) +
    path('M96 342h170q14 0 10 14t-20 14H106q-20 0-22-14t12-14z', k.body),
  glass: (k) =>
    path('M156 148h168l-18 214q-2 18-22 18h-88q-20 0-22-18z', 'rgba(255,255,255,.6)') +
    path('M164 236h152l-10 126q-2 18-22 18h-88q-20 0-22-18z', k.flat) +
    oval(240, 236, [76, 11], k.light) +
    oval(240, 148, [84, 12], 'rgba(255,255,255,.85)') +
    [0, 1, 2].map((i) => line(`M178 ${268 + i * 34}q62 18 124 0`, 'rgba(255,255,255,.5)', 4)).join(''),
  bottle: (k) =>
    box([202, 100], [76, 44, 12], k.dark) +
    line('M216 100q0-28 24-28t24 28', k.dark, 10) +
    path('M196 144h88q34 30 34 66v140q0 30-30 30h-96q-30 0-30-30V210q0-36 34-66z', k.body) +
    box([162, 246], [156, 52, 0], k.light) +
    path('M216 284l24-30 24 30z', k.accent) +
    gleam('M184 200v150'),
  jar: (k) =>
    box([174, 130], [132, 40, 12], '#b8875a') +
    path('M164 170h152q24 16 24 46v126q0 38-38 38H178q-38 0-38-38V216q0-30 24-46z', 'rgba(255,255,255,.6)') +
    path('M140 264q50-18 100 0t100 0v78q0 38-38 38H178q-38 0-38-38z', k.body) +
    gleam('M160 218v120'),
  candle: (k) =>
    path('M240 104q34 44 0 74-34-30 0-74z', '#f3b44a') +
    path('M240 134q14 22 0 38-14-16 0-38z', '#fff2c4') +
    line('M240 176v24', '#4a3a30', 5) +
    path('M152 200h176v150q0 30-30 30H182q-30 0-30-30z', k.body) +
    oval(240, 200, [88, 15], k.light) +
    box([184, 250], [112, 74, 6], k.paper) +
    line('M204 276h72M216 300h48', k.dark, 5) +
    gleam('M170 226v120'),
  diffuser: (k) =>
    line('M230 214L180 88M240 214V76M250 214l52-124', '#b58a5c', 6) +
    box([212, 196], [56, 38, 8], k.dark) +
    path('M206 234h68q54 20 54 74v42q0 30-30 30H182q-30 0-30-30v-42q0-54 54-74z', k.body) +
    box([192, 290], [96, 60, 6], k.paper) +
    line('M208 312h64M220 332h40', k.accent, 5) +
    gleam('M174 300v54'),
}
