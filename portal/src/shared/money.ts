const FEN_OF_YUAN = 100;

/** ¥1,234.50 out of fen. */
export function yuan(fen: number): string {
  return `¥${(fen / FEN_OF_YUAN).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
