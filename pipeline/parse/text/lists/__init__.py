"""Lists: organisations under a band's heading, or with their values, and the indicators that a document lists."""
