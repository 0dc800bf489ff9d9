/**
 * Passwords that are tried first, as their bare word: what is checked has its digits and marks taken off both ends
 * and its look-alike characters read as letters (see password-rules.ts), so each stands for its whole family
 * (`Password1!`, `p4ssw0rd2026`). Written from general knowledge, with words that council staff would think of.
 */
const WORDS = `
password passwort passwd pass passcode passphrase secret letmein letmeinnow welcome welcomeback welcomehome changeme
changeit changethis default admin administrator superuser root guest user username login logon signin access master
test tester testing testtest temp temporary example sample demo qwerty qwertyuiop qwertyui asdfgh asdfghjkl asdfasdf
zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc iloveyou loveyou iloveu trustnoone trustno opensesame abracadabra
monkey dragon tiger lion eagle falcon panther dolphin butterfly elephant rabbit bunny kitten puppy horse spider shark
football footballer cricket rugby tennis golf hockey baseball basketball soccer liverpool liverpoolfc arsenal chelsea
everton manchester manchesterunited manunited manutd mancity tottenham spurs celtic rangers westham astonvilla leeds
leedsunited newcastle sunderland birmingham wolves swansea cardiff wales cymru scotland england britain unitedkingdom
london brighton bristol norwich plymouth glasgow edinburgh aberdeen dundee belfast sheffield nottingham leicester
derby coventry oxford cambridge york durham lincoln gloucester worcester hereford shropshire yorkshire lancashire
cheshire cornwall devon dorset somerset kent essex suffolk norfolk surrey sussex hampshire wiltshire berkshire
summer winter spring autumn january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday christmas easter halloween holiday birthday sunshine rainbow
flower flowers rose daisy lily princess prince queen king superman batman spiderman starwars pokemon minecraft
michael michelle jessica jennifer ashley daniel thomas charlie charlotte george jordan hannah samantha matthew joshua
andrew william robert richard james david steven stephen nicholas nicole natalie rebecca rachel sarah laura emma emily
sophie chloe megan lauren jack harry oliver oscar alfie archie freddie mohammed muhammad maggie molly bella poppy
freedom whatever nothing something anything computer internet windows microsoft office outlook google facebook
samsung android iphone apple chocolate cookie cheese banana orange pepper ginger coffee guinness mustang ferrari
porsche mercedes corvette harley yamaha hunter ranger killer ninja shadow phoenix matrix merlin wizard gandalf
hello hellothere helloworld goodbye thankyou please lovely beautiful gorgeous babygirl babyboy sweetheart darling
blessed jesus jesuschrist heaven angel angels family forever friends friend mother father mummy daddy grandma
council councils counciltax councillor mycouncil citycouncil countycouncil boroughcouncil districtcouncil townhall
cityhall civiccentre civic porthaven porthavencouncil customer customers customerservice customerservices
customerservicevu contactcentre callcentre callcenter helpdesk servicedesk service services support agent manager
supervisor teamleader onevu myvu vucontrol control formsportal portal vudesktop desktop housing benefits benefit
planning parking highways recycling bins refuse waste library libraries schools school education social socialcare
licensing electoral elections registrar registrars environment environmental finance payroll business businessrates
citizen citizens resident residents localgov localgovernment government govuk notify
croeso cyfrinair cyngor caernarfon abertawe caerdydd cariad bore prynhawn
abc abcd abcde abcdef abcdefg abcdefgh abcabc aaa aaaa xxx xxxx fuckyou fuckoff bollocks wanker bigdick arsehole
correcthorsebatterystaple correcthorse horsebattery
`;

export const COMMON_WORDS: ReadonlySet<string> = new Set(WORDS.split(/\s+/).filter((word) => word !== ''));
