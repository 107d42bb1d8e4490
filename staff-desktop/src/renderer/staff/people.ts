const number = new Intl.NumberFormat('en-GB')

export const people = (many: number) => (many === 1 ? '1 person' : `${number.format(many)} people`)
