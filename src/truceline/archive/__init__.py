"""Many reports: archives cut into shards, a gate before the reader, workers that may fail, results that do not."""
