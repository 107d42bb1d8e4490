import { defineParams } from '@sveltejs/kit/params'

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/** An address with a broken id is a page that does not exist, like one with an unknown id. */
export const params = defineParams({
  uuid: (param) => (uuid.test(param) ? param : undefined),
})
