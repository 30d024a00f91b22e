/** The one style sheet: readable without script, printable, made for long tables on small office screens. */
export const style = `
:root{--ink:#1d2733;--soft:#5b6875;--line:#d9dee4;--paper:#fff;--ground:#f4f5f2;--accent:#8c1c13;--accent-ink:#fff;--link:#0b4f8a;--good:#1f6b3a;--warn:#8a5a00;--bad:#9b1c1c;--mark:#fff6d6}
*{box-sizing:border-box}
html{font-size:16px}
body{display:flex;flex-direction:column;min-height:100vh;margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 "Noto Sans","Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible,summary:focus-visible{outline:3px solid #f2b134;outline-offset:2px}
.skip{position:absolute;left:-100rem}.skip:focus{left:1rem;top:.5rem;background:#fff;padding:.5rem 1rem;z-index:2}
.top{background:var(--accent);color:var(--accent-ink)}
.top .row{display:flex;gap:1.5rem;align-items:center;justify-content:space-between;padding-block:.75rem}
.top .agency{font-weight:700;letter-spacing:.01em;line-height:1.25}.top .agency small{display:block;font-weight:400;opacity:.85;font-size:.8rem}
.top .who{display:flex;gap:1rem;align-items:center;font-size:.9rem;text-align:right;white-space:nowrap}
.top .who b{display:block}.top .who span span{opacity:.85}
.top button,.top .lang{background:transparent;border:1px solid rgba(255,255,255,.55);color:#fff;border-radius:.3rem;padding:.25rem .7rem;font:inherit;text-decoration:none;cursor:pointer}
.wrap{width:100%;max-width:88rem;margin:0 auto;padding:0 1.25rem}
nav{background:#fff;border-bottom:1px solid var(--line)}
nav ul{display:flex;flex-wrap:wrap;gap:0 .25rem;list-style:none;margin:0 -.85rem;padding:0}
nav a{display:block;padding:.7rem .85rem;color:var(--ink);text-decoration:none;border-bottom:3px solid transparent;font-size:.95rem}
nav a:hover{background:var(--ground)}nav a[aria-current]{border-color:var(--accent);font-weight:600}
nav .n{display:inline-block;min-width:1.3rem;padding:0 .35rem;margin-left:.35rem;border-radius:.7rem;background:var(--accent);color:#fff;font-size:.75rem;line-height:1.3rem;text-align:center}
main{flex:1;padding:1.25rem 0 3rem}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 .25rem}h1.long{font-size:1.3rem;margin:0 0 1.25rem;max-width:70rem;overflow-wrap:anywhere}
.over{margin:0 0 .2rem;color:var(--soft)}.over b{color:var(--accent);font-size:1.1rem}.back{margin:0 0 .6rem;font-size:.95rem}h2{font-size:1.1rem;margin:1.75rem 0 .5rem}
.lead{color:var(--soft);margin:0 0 1.25rem}
.card{background:var(--paper);border:1px solid var(--line);border-radius:.5rem;padding:1.1rem 1.25rem;margin:0 0 1rem}
.bar{display:flex;flex-wrap:wrap;gap:.75rem;align-items:flex-end;margin:0 0 1rem}
.bar p{margin:0}.card>h2:first-child{margin-top:0}select.auto{width:auto}
.bar label{font-size:.85rem;color:var(--soft);display:block}.bar .grow{flex:1 1 18rem}
input,select,textarea,input[type=checkbox]{font:inherit;color:inherit;background:#fff;border:1px solid #aab3bd;border-radius:.3rem;padding:.45rem .6rem;width:100%}
input[type=checkbox]{width:auto;vertical-align:-.1em}.bar .check label{color:inherit;font-size:.95rem;padding:.55rem 0;white-space:nowrap}
button,.button{font:inherit;border:1px solid var(--link);background:var(--link);color:#fff;border-radius:.3rem;padding:.45rem 1rem;cursor:pointer;text-decoration:none;display:inline-block}
button.link{border:0;background:none;color:var(--link);padding:.15rem 0;font-size:.8rem;text-decoration:underline}form.own{margin:.2rem 0 0}
button.plain,.button.plain{background:#fff;color:var(--link)}button.no{background:#fff;border-color:var(--bad);color:var(--bad)}
.scroll{overflow-x:auto;background:var(--paper);border:1px solid var(--line);border-radius:.5rem}
table{border-collapse:collapse;width:100%;font-size:.93rem}
th{font-weight:600;text-align:left;vertical-align:bottom;background:#eef0ee;color:#35414d;font-size:.83rem;line-height:1.3}
th,td{padding:.55rem .7rem;border-bottom:1px solid var(--line)}td{vertical-align:top}
tbody tr:last-child td{border-bottom:0}tbody tr:hover td{background:#fafaf7}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums}td.num b{font-size:1.1rem}
td.nowrap{white-space:nowrap}.wordy{overflow-wrap:anywhere}td a{text-decoration:none}td a:hover,td a:focus-visible{text-decoration:underline}
.book .c3{width:13rem}.book .c6{width:32rem}.book .c7{width:8rem}.book .subject{overflow-wrap:anywhere}.book .subject a{display:inline}
td.actions{width:13rem}td.actions form{margin:0 0 .4rem}td.actions details form{margin:.4rem 0}td.actions label{display:block;font-size:.85rem;color:var(--soft)}td.actions input{margin:0 0 .4rem}td.actions summary{color:var(--bad);cursor:pointer}tr.urgent td:first-child{box-shadow:inset 4px 0 var(--accent)}
.tag{display:inline-block;border-radius:.25rem;padding:.05rem .45rem;font-size:.8rem;background:#e7ecf1;color:#2b3a48;white-space:nowrap}
.tag.reason{white-space:normal}.tag.urgent{background:var(--accent);color:#fff;font-weight:600}.tag.good{background:#dff0e4;color:var(--good)}.tag.warn{background:var(--mark);color:var(--warn)}.tag.bad{background:#fbe3e1;color:var(--bad)}
.unsure{background:var(--mark);border-bottom:2px dotted #c99700}
.muted{color:var(--soft)}.small{font-size:.85rem}
dl.fields{display:grid;grid-template-columns:minmax(10rem,14rem) 1fr;gap:.15rem 1rem;margin:0}
dl.fields{gap:0}dl.fields dt,dl.fields dd{margin:0;padding:.4rem 1rem .4rem 0;border-bottom:1px solid #eceff2;overflow-wrap:anywhere}dl.fields dt{color:var(--soft)}dl.fields dt:last-of-type,dl.fields dd:last-of-type{border:0}
.cols{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:1.25rem;align-items:start}
.answers{display:flex;flex-wrap:wrap;gap:.6rem;align-items:flex-end}.answers .grow{flex:1 1 16rem;margin:0}.answers .apart{margin-left:auto}.card p{margin:.35rem 0 .6rem}
ul.plain{list-style:none;margin:0;padding:0}ul.plain li{padding:.35rem 0;border-bottom:1px solid #eceff2}ul.plain li:last-child{border:0}
ol.story{list-style:none;margin:0;padding:0 0 0 1rem;border-left:2px solid var(--line)}ol.story li{padding:.2rem 0 .6rem .75rem;position:relative}
ol.story li:before{content:"";position:absolute;left:-1.38rem;top:.6rem;width:.6rem;height:.6rem;border-radius:50%;background:var(--link)}
blockquote,pre.mail{margin:.5rem 0;padding:.75rem 1rem;background:#f7f8f6;border-left:4px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}
iframe.mail{width:100%;height:28rem;border:1px solid var(--line);border-radius:.4rem;background:#fff}
.note{border-left:4px solid var(--link);background:#eaf2f9;padding:.7rem 1rem;border-radius:.3rem;margin:0 0 1rem}.note.bad{border-color:var(--bad);background:#fdeeed}.note.good{border-color:var(--good);background:#eaf6ee}
.empty{padding:2.5rem 1rem;text-align:center;color:var(--soft)}
.pager{display:flex;justify-content:space-between;margin:.9rem 0;color:var(--soft);font-size:.9rem}
.sign{max-width:26rem;margin:6vh auto 0}.sign h1{margin-bottom:1rem}.sign p{margin:0 0 1rem}.sign label{display:block;margin:0 0 .25rem;font-size:.9rem}
footer{border-top:1px solid var(--line);color:var(--soft);font-size:.8rem;padding:1rem 0 2rem}
.board td,.board th{text-align:center}.board .name,.board .unit{text-align:left}.board th.name,.board th.unit{width:22%}.board th:not(.name,.unit)::first-letter{text-transform:uppercase}
@media screen and (max-width:60rem){.answers .apart{margin-left:0}.cols{grid-template-columns:1fr}dl.fields{grid-template-columns:1fr}dl.fields dt{padding-bottom:0}.top .row{flex-wrap:wrap}}
@media print{@page{size:A4;margin:14mm 12mm}@page book{size:A4 landscape;margin:12mm}body:has(.book){page:book}body{display:block;background:#fff;color:#000;font-size:10pt}
.top{background:none;color:#000}.top .who,nav,.bar,.pager,footer,.answers,td.actions,button,.noprint,.skip{display:none!important}.top .row{padding:0 0 8pt}.wrap{max-width:none;padding:0}.lead,.muted,.over{color:#000}
.scroll,.card{border:0;padding:0;overflow:visible;background:none}main{padding:0}table{font-size:9.5pt}thead{display:table-header-group}tr,dt,dd,.card{break-inside:avoid}th{background:none;color:#000}th,td{border:1px solid #000!important;padding:2pt 4pt}a{color:inherit;text-decoration:none}.tag{border:1px solid #000;color:#000!important;background:none!important}.unsure{background:none}.cols{display:block}.book .c3{width:30mm}.book .c6{width:auto}.book .c7{width:24mm}.book .c8,.book .c9,.book .c10{width:18mm}}
`;
