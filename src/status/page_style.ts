/** The page's looks: readable on a phone, in daylight and at night. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --good: #18794e; --moving: #946800; --bad: #c62a2f; --line: #8886 }
@media (prefers-color-scheme: dark) { :root { --good: #4cc38a; --moving: #f1a10d; --bad: #ff6369 } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 0 1rem 2rem }
h1 { margin: 1rem 0 0 } h2 { margin: 1.5rem 0 .3rem; font-size: 1.1rem } h3 { margin: .6rem 0 .2rem; font-size: 1rem }
p { margin: .2rem 0 } ul { margin: 0; padding-left: 1.2rem } li { overflow-wrap: anywhere }
.table { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line) }
th { font-weight: 600 } time { opacity: .7; margin-right: .4rem }
.good { color: var(--good) } .moving, .warning { color: var(--moving) }
.bad, .error, .critical { color: var(--bad) } .off { opacity: .7 }
.warnings { border: 2px solid var(--bad); border-radius: .5rem; padding: .2rem 1rem .8rem; margin-top: 1rem }
.disabled h2 { color: var(--moving) } .notice { opacity: .85 }
.warnings h2 { margin-top: .5rem; color: var(--bad) } .critical { font-weight: 600 }
`;
