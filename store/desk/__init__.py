"""The desk: the queue, who works on what, what people decided. Everything goes through `store.viewer.visible`."""
