// Every test here starts several processes and measures what they do; two at once would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
