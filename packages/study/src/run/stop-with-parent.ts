/**
 * Loaded into the processes of a study's runs before anything else: where the study's own process ends, however it
 * does, a run stops after a checkpoint instead of going on unseen.
 */
if (process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // Waiting for this must not keep a finished run from ending.
  process.channel.unref();
}
