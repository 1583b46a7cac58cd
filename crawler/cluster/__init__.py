"""Queue, Sink and Manners over Redis Streams: what workers on several machines share, and the one writer drains."""
