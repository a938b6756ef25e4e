/** A made-up town for the development server: four institutions, a few residents, one of them registered four times. */
const DAY = 86_400_000;

/** A moment so many days ago at an hour of China, as ISO text. */
const ago = (days, hour = 9, minute = 0) => {
  const midnight = Math.floor((Date.now() + 8 * 3_600_000) / DAY) * DAY - 8 * 3_600_000;
  return new Date(midnight - days * DAY + (hour * 60 + minute) * 60_000).toISOString();
};
const say = (zh, en) => ({ zh, en });

export const institutions = {
  a: { code: '12330100000000001A', name: '江心洲第一人民医院' },
  b: { code: '12330100000000002B', name: '滨江医院' },
  c: { code: '12330100000000003C', name: '望潮社区卫生服务中心' },
  d: { code: '12330100000000004D', name: '城东中医院' },
};

export const accounts = [
  { account: 'doctor', password: 'doctor', name: '周文静', role: 'DOCTOR', institution: institutions.b, person: null },
  { account: 'resident', password: 'resident', name: '王小雨', role: 'RESIDENT', institution: null, person: 'p1' },
  { account: 'it', password: 'it', name: '钱志远', role: 'INSTITUTION_IT', institution: institutions.a, person: null },
  { account: 'steward', password: 'steward', name: '孙敏', role: 'STEWARD', institution: null, person: null },
  { account: 'operator', password: 'operator', name: '运维', role: 'OPERATOR', institution: null, person: null },
];

const wang = { gender: 'female', birthDate: '1992-03-15' };
const fact = (name, finding, zh, en, weight) => ({ name, finding, words: say(zh, en), weight });
const linked = (zh, en, facts) => ({ decided: 'linked', rule: 'person.evidence@1', sentence: say(zh, en), facts });

export const members = [
  {
    patient: 'b-1',
    institution: institutions.b,
    name: '王小雨',
    ...wang,
    identifierTail: '4521',
    phoneTail: '8806',
    linkedAt: ago(200),
    explanation: linked('证件号码相同，姓名和出生日期一致。', 'Same ID number; name and birth date agree.', [
      fact('identifier', 'same', '居民身份证号码相同', 'Same resident ID number', 19.9),
      fact('birth-date', 'same', '出生日期相同', 'Same birth date', 8.1),
      fact('name', 'same', '姓名相同', 'Same name', 6.4),
    ]),
  },
  {
    patient: 'a-1',
    institution: institutions.a,
    name: '王小雨',
    ...wang,
    identifierTail: '4521',
    phoneTail: '3310',
    linkedAt: ago(200),
    explanation: linked('证件号码相同；手机号是旧号。', 'Same ID number; the phone number is an old one.', [
      fact('identifier', 'same', '居民身份证号码相同', 'Same resident ID number', 19.9),
      fact('birth-date', 'same', '出生日期相同', 'Same birth date', 8.1),
      fact('phone', 'differs', '手机号不同', 'Phone number differs', -1.2),
    ]),
  },
  {
    patient: 'c-1',
    institution: institutions.c,
    name: '王小雨',
    ...wang,
    identifierTail: null,
    phoneTail: '8806',
    linkedAt: ago(120),
    explanation: linked(
      '没有证件号；姓名、出生日期、手机号都相同。',
      'No ID number; name, birth date and phone agree.',
      [
        fact('phone', 'same', '手机号相同', 'Same phone number', 10.2),
        fact('birth-date', 'same', '出生日期相同', 'Same birth date', 8.1),
        fact('name', 'same', '姓名相同', 'Same name', 6.4),
        fact('identifier', 'missing', '没有填证件号', 'No ID number given', 0),
      ],
    ),
  },
  {
    patient: 'd-1',
    institution: institutions.d,
    name: '王晓雨',
    ...wang,
    identifierTail: '4521',
    phoneTail: '8806',
    linkedAt: ago(60),
    explanation: linked(
      '证件号码相同；姓名差一个字，读音相同。',
      'Same ID number; the name differs in one character that sounds the same.',
      [
        fact('identifier', 'same', '居民身份证号码相同', 'Same resident ID number', 19.9),
        fact('phone', 'same', '手机号相同', 'Same phone number', 10.2),
        fact('name', 'one-character-differs', '姓名有一个字不同，读音相同', 'One character differs, same sound', 3.1),
      ],
    ),
  },
];

let serial = 0;
const entry = (institution, category, at, zh, en, lines = []) => ({
  reference: `Sample/${++serial}`,
  category,
  at,
  institution,
  title: say(zh, en),
  lines,
});
const line = (zh, en, value, unit = null, range = null, flag = null) => ({
  label: say(zh, en),
  value,
  unit,
  range,
  flag,
});

export const entries = [
  entry(institutions.b, 'visits', ago(0, 8, 40), '内分泌科门诊', 'Endocrinology outpatient visit', [
    line('主诉', 'Complaint', '口干、乏力两周'),
  ]),
  entry(institutions.b, 'laboratory', ago(30, 10, 5), '血常规', 'Blood count', [
    line('白细胞', 'Leucocytes', 6.2, '10*9/L', '3.5-9.5', 'N'),
    line('血红蛋白', 'Haemoglobin', 108, 'g/L', '115-150', 'L'),
    line('血小板', 'Platelets', 231, '10*9/L', '125-350', 'N'),
  ]),
  entry(institutions.a, 'visits', ago(12, 14, 20), '普通内科门诊', 'General medicine outpatient visit'),
  entry(institutions.a, 'diagnoses', ago(12, 14, 42), '2 型糖尿病（E11.9）', 'Type 2 diabetes mellitus (E11.9)'),
  entry(institutions.a, 'laboratory', ago(12, 15, 10), '生化检验报告', 'Biochemistry report', [
    line('空腹血糖', 'Fasting glucose', 7.8, 'mmol/L', '3.9-6.1', 'H'),
    line('糖化血红蛋白', 'HbA1c', 9.6, '%', '4.0-6.0', 'HH'),
    line('总胆固醇', 'Total cholesterol', 4.7, 'mmol/L', '<5.2', 'N'),
    line('肌酐', 'Creatinine', 61, 'umol/L', '41-73', 'N'),
    line('尿酮体', 'Urine ketones', '阴性', null, '阴性', null),
  ]),
  entry(institutions.a, 'medicines', ago(12, 15, 30), '二甲双胍片 0.5 g', 'Metformin 0.5 g', [
    line('用法', 'Dose', '每次 1 片，每日 2 次，餐中服'),
  ]),
  entry(institutions.c, 'vaccinations', ago(45, 9, 15), '流感病毒裂解疫苗', 'Influenza vaccine, split virion', [
    line('批号', 'Lot', '202609A17'),
  ]),
  entry(institutions.c, 'vaccinations', ago(400, 9, 30), '流感病毒裂解疫苗', 'Influenza vaccine, split virion', [
    line('批号', 'Lot', '202509C02'),
  ]),
  entry(institutions.d, 'visits', ago(70, 10, 0), '针灸科门诊', 'Acupuncture outpatient visit'),
  entry(institutions.d, 'medicines', ago(70, 10, 25), '六味地黄丸', 'Liuwei Dihuang pills'),
].sort((one, other) => other.at.localeCompare(one.at));

export const walkIns = [
  {
    patient: 'b-1',
    name: '王小雨',
    ...wang,
    identifierTail: '4521',
    encounterAt: ago(0, 8, 40),
    department: '内分泌科',
  },
  {
    patient: 'b-2',
    name: '陈志强',
    gender: 'male',
    birthDate: '1958-07-02',
    identifierTail: '0317',
    encounterAt: ago(0, 8, 25),
    department: '内分泌科',
  },
  {
    patient: 'b-3',
    name: '欧阳若兰',
    gender: 'female',
    birthDate: '2019-11-30',
    identifierTail: null,
    encounterAt: ago(0, 8, 5),
    department: '儿科',
  },
];

export const possible = [
  twins(),
  {
    a: {
      patient: 'a-7',
      institution: institutions.a,
      name: '李建国',
      gender: 'male',
      birthDate: '1966-10-01',
      identifierTail: '7718',
      phoneTail: '5521',
      localId: '10020418',
      address: '杭州市西湖区文三路 12 号',
      linkedAt: null,
      explanation: null,
    },
    b: {
      patient: 'c-9',
      institution: institutions.c,
      name: '李建国',
      gender: 'male',
      birthDate: '1966-01-10',
      identifierTail: null,
      phoneTail: null,
      localId: '00310077',
      address: null,
      notCompared: [
        {
          field: 'phoneTail',
          shown: '5678',
          why: { zh: '像占位号码（连号、重号或常见的假号）', en: 'it looks like a stopgap' },
        },
      ],
      linkedAt: null,
      explanation: null,
    },
    explanation: {
      decided: 'possible',
      rule: 'person.evidence@1',
      sentence: say(
        '姓名和手机号相同，出生日期的月和日可能填反。',
        'Same name and phone; month and day of birth may be swapped.',
      ),
      facts: [
        fact('phone', 'same', '手机号相同', 'Same phone number', 10.2),
        fact('name', 'same', '姓名相同（常见）', 'Same name (a common one)', 3.4),
        fact('birth-date', 'swapped', '出生日期月日对调', 'Month and day of birth swapped', 1.1),
        fact('identifier', 'missing', '一方没有填证件号', 'One side has no ID number', 0),
      ],
    },
  },
];

const a04 = (birth) =>
  [
    'MSH|^~\\&|HIS|12330100000000001A|TONGMAI|PLATFORM|20261121093000||ADT^A04^ADT_A01|A04-0917|P|2.5|||||CHN|UNICODE UTF-8',
    'EVN|A04|20261121093000',
    `PID|1||LX20931^^^12330100000000001A^MR||赵^明^^^^^L||${birth}|M|||望潮路 8 号^^杭州^浙江^310000^H||13900000000`,
    'PV1|1|O|内科^^^12330100000000001A||||||||||||||||V20931',
    '',
  ].join('\r');

export const messages = [
  {
    id: 'm-3',
    receivedAt: ago(0, 9, 30),
    door: 'HL7V2',
    kind: 'ADT^A04',
    controlId: 'A04-0917',
    state: 'REFUSED',
    code: 'person.birth-date-in-future',
    what: '出生日期在将来',
    patientMasked: '赵*',
    why: '出生日期不能晚于消息时间。',
    mend: '改正 PID-7 后重新处理。',
    where: ['PID-7'],
    body: a04('20990412'),
    acknowledgement:
      'MSH|^~\\&|TONGMAI|PLATFORM|HIS|12330100000000001A|20261121093000||ACK^A04|1|P|2.5\rMSA|AE|A04-0917\rERR||PID^1^7|101|E',
    attempts: [
      { at: ago(0, 9, 30), by: 'HIS', state: 'REFUSED', code: 'person.birth-date-in-future', what: '出生日期在将来' },
    ],
    locations: [],
  },
  {
    id: 'm-2',
    receivedAt: ago(0, 9, 12),
    door: 'HL7V2',
    kind: 'ORU^R01',
    controlId: 'R01-4410',
    state: 'STORED',
    code: null,
    what: null,
    patientMasked: '王**',
    why: null,
    mend: null,
    where: [],
    body: 'MSH|^~\\&|LIS|12330100000000001A|TONGMAI|PLATFORM|20261121091200||ORU^R01^ORU_R01|R01-4410|P|2.5\rPID|1||LX10001^^^12330100000000001A^MR||王^小雨^^^^^L\rOBX|1|NM|GLU^空腹血糖^L^1558-6^^LN||7.8|mmol/L|3.9-6.1|H|||F\r',
    acknowledgement: 'MSH|^~\\&|TONGMAI\rMSA|AA|R01-4410',
    attempts: [{ at: ago(0, 9, 12), by: 'LIS', state: 'STORED', code: null, what: null }],
    locations: ['DiagnosticReport/dr-1', 'Observation/ob-1'],
  },
  {
    id: 'm-1',
    receivedAt: ago(0, 8, 3),
    door: 'FHIR',
    kind: 'transaction',
    controlId: null,
    state: 'WAITING',
    code: 'intake.reference-missing',
    what: '引用的就诊还没有到',
    patientMasked: '李**',
    why: '检验报告引用的就诊记录尚未收到。',
    mend: '等就诊消息到达后自动重试；也可以先补发就诊。',
    where: ['Bundle.entry[0].resource.encounter'],
    body: '{\n  "resourceType": "Bundle",\n  "type": "transaction",\n  "entry": []\n}',
    acknowledgement: null,
    attempts: [
      { at: ago(0, 8, 3), by: 'EMR', state: 'WAITING', code: 'intake.reference-missing', what: '引用的就诊还没有到' },
    ],
    locations: [],
  },
];

function twins() {
  const one = { gender: 'female', birthDate: '2015-06-01', phoneTail: '9102', linkedAt: null, explanation: null };
  return {
    a: { ...one, patient: 'b-8', institution: institutions.b, name: '沈佳怡', identifierTail: '0624' },
    b: { ...one, patient: 'c-8', institution: institutions.c, name: '沈佳悦', identifierTail: '0640' },
    explanation: {
      decided: 'possible',
      rule: 'person.evidence@1',
      sentence: say(
        '同一天出生、同一手机号，名字差一个字，证件号不同：可能是双胞胎。',
        'Born the same day, same phone, one character of the name and the ID number differ: perhaps twins.',
      ),
      facts: [
        fact('phone', 'same', '手机号相同', 'Same phone number', 10.2),
        fact('birth-date', 'same', '出生日期相同', 'Same birth date', 8.1),
        fact('identifier', 'differs', '证件号码不同', 'ID number differs', -14.5),
      ],
    },
  };
}
