import { waitingFetch } from '#lib/live/waitingFetch.ts'

// Kit fetches the data of pages by whatever window.fetch is at that moment.
window.fetch = waitingFetch(window.fetch.bind(window))
