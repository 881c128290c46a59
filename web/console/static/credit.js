// Unified social credit codes (GB 32100-2015). The server has the last word.

// wrongCode says what is wrong with a code as typed; nothing is right too.
export function wrongCode(text) {
  const digits = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const code = text.replace(/[\s\-]/g, '').toUpperCase();
  if (!code) return '';
  if (code.length !== 18) return `统一社会信用代码是 18 位，现在 ${code.length} 位。`;
  let sum = 0;
  let weight = 1;
  for (const [i, c] of [...code].entries()) {
    const value = digits.indexOf(c);
    if (value < 0) return `第 ${i + 1} 位“${c}”不会出现在统一社会信用代码里。`;
    if (i === 17) return (31 - sum % 31) % 31 === value ? '' : '最后一位（校验码）对不上，有一位抄错了。';
    sum += value * weight;
    weight = weight * 3 % 31;
  }
  return '';
}
