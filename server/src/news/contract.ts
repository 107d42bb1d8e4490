/**
 * News: short items of a unit or a specialty, for its patients, its staff or both, from one day until another (R12).
 *
 * - draft: nobody but the admins sees it
 * - scheduled: published, and shown from a later day on
 * - showing: its readers see it
 * - ended: its last day is over
 * - withdrawn: an admin has taken it back
 * - public: anybody can read it, also without signing in
 */
import { z } from 'zod'
import { endpoint } from '../contract/endpoint.ts'
import { day, id, instant, pageQuery, typedDay, typedLine, typedText } from '../contract/words.ts'

export const newsLimits = { title: 150, text: 5000 } as const

export const newsAudience = z.enum(['patients', 'staff', 'both'])
export type NewsAudience = z.infer<typeof newsAudience>

export const newsState = z.enum(['draft', 'scheduled', 'showing', 'ended', 'withdrawn'])
export type NewsState = z.infer<typeof newsState>

/** As it stands in a list. */
export const newsLine = z.object({
  id,
  groupName: z.string(),
  title: z.string(),
  /** The first words of the text. */
  beginning: z.string(),
  pinned: z.boolean(),
  showsFrom: day,
})
export type NewsLine = z.infer<typeof newsLine>

export const newsItem = newsLine.omit({ beginning: true }).extend({ text: z.string() })
export type NewsItem = z.infer<typeof newsItem>

export const newsContent = z.object({
  title: z.string(),
  text: z.string(),
  audience: newsAudience,
  isPublic: z.boolean(),
  pinned: z.boolean(),
  /** Days in London, both included. */
  showsFrom: day,
  showsUntil: day,
})
export type NewsContent = z.infer<typeof newsContent>

const newsGroup = z.object({ id, name: z.string(), kind: z.enum(['unit', 'specialty']) })
export type NewsGroup = z.infer<typeof newsGroup>

/** An item as those see it who write it. */
export const managedNews = z.object({
  id,
  group: newsGroup,
  content: newsContent,
  state: newsState,
  /** Goes up with every change; a change says which one it was made from. */
  version: z.number().int(),
  lastChange: z.object({ by: z.string(), at: instant }),
  /** Null: nobody is e-mailed. `begun`: they are being or have been e-mailed; an item is never e-mailed twice. */
  email: z.object({ begun: z.boolean(), people: z.number().int(), sent: z.number().int() }).nullable(),
  can: z.object({ publish: z.boolean(), withdraw: z.boolean() }),
})
export type ManagedNews = z.infer<typeof managedNews>

const typed = z
  .object({
    title: typedLine({
      most: newsLimits.title,
      missing: 'Enter a title',
      tooLong: `Use at most ${newsLimits.title} characters`,
    }),
    text: typedText({
      most: newsLimits.text,
      missing: 'Enter the text',
      tooLong: `Use at most ${newsLimits.text} characters`,
    }),
    audience: newsAudience,
    isPublic: z.boolean(),
    pinned: z.boolean(),
    showsFrom: typedDay('Enter a date'),
    showsUntil: typedDay('Enter a date'),
    groupId: id,
    version: z.number().int().min(0).max(2_147_483_647),
    anybodyMayRead: z.boolean().optional(),
  })
  .refine(({ showsFrom, showsUntil }) => showsFrom <= showsUntil, {
    path: ['showsUntil'],
    message: 'The last day cannot be before the first',
  })
  .refine(({ audience, isPublic }) => !isPublic || audience !== 'staff', {
    path: ['isPublic'],
    message: 'News for staff alone cannot be read by anybody',
  })

const newsId = z.object({ newsId: id })
const version = z.number().int().min(1).max(2_147_483_647)
const page = { cursor: id.optional(), limit: pageQuery.limit }
const next = id.nullable()

export const newsEndpoints = {
  listNews: endpoint({
    summary: 'The news that shows for the caller: what is pinned first, then the newest.',
    method: 'GET',
    path: '/news',
    caller: 'signedIn',
    query: z.object(page),
    response: z.object({ news: z.array(newsLine), next }),
  }),
  showNews: endpoint({
    summary: 'One item of news that shows for the caller.',
    method: 'GET',
    path: '/news/:newsId',
    caller: 'signedIn',
    params: newsId,
    response: newsItem,
  }),
  listPublicNews: endpoint({
    summary: 'The news that anybody can read, without signing in.',
    method: 'GET',
    path: '/public-news',
    caller: 'anyone',
    query: z.object(page),
    response: z.object({ news: z.array(newsLine), next }),
  }),
  showPublicNews: endpoint({
    summary: 'One item of news that anybody can read.',
    method: 'GET',
    path: '/public-news/:newsId',
    caller: 'anyone',
    params: newsId,
    response: newsItem,
  }),
  listNewsGroups: endpoint({
    summary: 'The units and specialties for which the caller writes news, by name.',
    method: 'GET',
    path: '/managed-news/groups',
    caller: 'staff',
    query: z.object(page),
    response: z.object({ groups: z.array(newsGroup), next }),
  }),
  listManagedNews: endpoint({
    summary: 'All news of the units and specialties for which the caller writes it, the newest first.',
    method: 'GET',
    path: '/managed-news',
    caller: 'staff',
    query: z.object(page),
    response: z.object({
      news: z.array(managedNews.pick({ id: true, group: true, content: true, state: true }).strip()),
      next,
    }),
  }),
  showManagedNews: endpoint({
    summary: 'An item of news as those see it who write it.',
    method: 'GET',
    path: '/managed-news/:newsId',
    caller: 'staff',
    params: newsId,
    response: managedNews,
  }),
  saveNews: endpoint({
    summary:
      'Write an item of news (`version` 0) or change one; what is published changes at once. Refused when somebody else has changed it since `version`.',
    method: 'PUT',
    path: '/managed-news/:newsId',
    caller: 'staff',
    params: newsId,
    body: typed,
    response: managedNews,
    problems: ['changedMeanwhile', 'anybodyCouldRead', 'newsEmailedEnough'],
  }),
  publishNews: endpoint({
    summary:
      'Publish an item of news: from its first day on its readers see it, and are e-mailed once if that is wanted.',
    method: 'POST',
    path: '/managed-news/:newsId/publication',
    caller: 'staff',
    params: newsId,
    body: z.object({ version, tellByEmail: z.boolean(), anybodyMayRead: z.boolean().optional() }),
    response: managedNews,
    problems: ['changedMeanwhile', 'anybodyCouldRead', 'newsIsOver', 'newsEmailedEnough'],
  }),
  withdrawNews: endpoint({
    summary: 'Take an item of news back: nobody sees it any more, and who has not been e-mailed yet will not be.',
    method: 'POST',
    path: '/managed-news/:newsId/withdrawal',
    caller: 'staff',
    params: newsId,
    body: z.object({ version }),
    response: managedNews,
    problems: ['changedMeanwhile'],
  }),
  countNewsReaders: endpoint({
    summary: 'How many people an item of news is for, and how many of them would be e-mailed.',
    method: 'GET',
    path: '/managed-news/:newsId/readers',
    caller: 'staff',
    params: newsId,
    response: z.object({ readers: z.number().int(), byEmail: z.number().int() }),
  }),
}
