"""Files in: column tables, readers, checks and reports. Bytes in, rows and anomalies out; writes nothing."""
