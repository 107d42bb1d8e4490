/** Loaded into the server and the worker when a command starts them: they end when that command is gone, however it went. */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
