/** A bill that is not what its channel documents. `lineNo` counts from 1; 0 is the file as a whole. */
export class BillFault extends Error {
  override readonly name = 'BillFault'
  readonly lineNo: number
  constructor(lineNo: number, message: string) {
    super(lineNo === 0 ? message : `line ${lineNo}: ${message}`)
    this.lineNo = lineNo
  }
}
