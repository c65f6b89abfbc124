/** Amounts are written the same way on the pages and in what people are told. */
export { formatMoney, type MoneyParts, moneyParts } from '../../src/kernel/money-text.ts'
