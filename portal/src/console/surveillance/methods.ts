/** Methods of detection as docs/surveillance.md has them: whose they are, and their parameters with the defaults. */
export interface MethodNote {
  paper: string;
  parameters: string;
}

export const METHOD_NOTES: Record<string, MethodNote> = {
  'ears-c1': { paper: 'Hutwagner 2003; Fricker 2008', parameters: 'baseline=7 minSigma=0 alpha=0.001' },
  'ears-c2': { paper: 'Hutwagner 2003; Fricker 2008', parameters: 'baseline=7 minSigma=0 alpha=0.001' },
  'ears-c3': { paper: 'Hutwagner 2003; Fricker 2008', parameters: 'baseline=7 minSigma=0 alpha=0.025' },
  farrington: {
    paper: 'Farrington 1996',
    parameters: 'b=5 w=3 alpha=0.05 reweight=TRUE trend=TRUE powertrans=2/3 limit54=5,4',
  },
  'farrington-flexible': {
    paper: 'Noufaily 2012; Salmon 2016',
    parameters: 'b=5 w=3 alpha=0.05 noPeriods=1 weightsThreshold=2.58 pThresholdTrend=0.05 thresholdMethod=delta',
  },
  cusum: { paper: 'Page 1954; Rossi 1999', parameters: 'k=1.04 h=2.26 m=mean trans=standard' },
  'glr-poisson': { paper: 'Höhle & Paul 2008', parameters: 'c.ARL=5 S=1 trend=FALSE dir=inc' },
  'glr-negbin': { paper: 'Höhle & Paul 2008', parameters: 'c.ARL=5 S=1 trend=FALSE dir=inc' },
  'lr-poisson': { paper: 'Höhle & Paul 2008', parameters: 'theta=0.5 c.ARL=5' },
  bayes: { paper: 'Höhle 2007', parameters: 'b=0 w=6 actY=TRUE alpha=0.05' },
  rki: { paper: 'Höhle 2007', parameters: 'b=2 w=4 actY=FALSE' },
  cdc: { paper: 'Stroup 1989', parameters: 'b=5 m=1 alpha=0.025' },
  'moving-percentile': { paper: 'CIDARS: Yang 2014', parameters: 'percentile=0.8 type=7' },
  ewma: { paper: 'Roberts 1959; Lucas 1990', parameters: 'lambda=0.2 L=3' },
  'fixed-threshold': { paper: '国家突发公共卫生事件相关信息报告管理工作规范', parameters: 'cases=1 window=7 quiet=0' },
};

/** Nowcast as docs/surveillance.md has it. */
export const NOWCAST_PAPER = 'Höhle & an der Heiden 2014';

/** Parameters as a person writes them, parted by blanks. */
export function parametersOf(text: string | null): string[] {
  return (text ?? '').split(/\s+/).filter(Boolean);
}

/** What is drawn beside: what@region, as the address has it. */
export interface Beside {
  what: string;
  region: string;
}

/** So many series can still be looked at together. */
export const BESIDE_MOST = 5;

export function besideOf(search: URLSearchParams): Beside[] {
  return search
    .getAll('with')
    .map((one) => {
      const at = one.lastIndexOf('@');
      return at < 0 ? { what: one, region: '' } : { what: one.slice(0, at), region: one.slice(at + 1) };
    })
    .slice(0, BESIDE_MOST);
}
