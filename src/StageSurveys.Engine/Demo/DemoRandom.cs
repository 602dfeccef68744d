using System.Buffers.Binary;

namespace StageSurveys.Engine.Demo;

/// <summary>
/// Random numbers that are the same everywhere for the same seed (SplitMix64, Steele, Lea and Flood 2014). <see cref="System.Random"/> promises
/// that for no seed across versions. Nothing secret may come from here.
/// </summary>
public sealed class DemoRandom(ulong seed)
{
    private ulong state = seed;

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 up to, not including, 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + Unit() * (high - low);

    /// <summary>A whole number, both ends included.</summary>
    public int Whole(int low, int high) => low + (int)(Unit() * (high - low + 1));

    public bool Chance(double share) => Unit() < share;

    public T Pick<T>(IReadOnlyList<T> items) => items[Whole(0, items.Count - 1)];

    /// <summary>Standard normal (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    /// <summary>One of the items, each by its weight.</summary>
    public T Weighted<T>(IReadOnlyList<(T Item, double Weight)> items)
    {
        var left = Unit() * items.Sum(x => x.Weight);
        foreach (var (item, weight) in items)
            if ((left -= weight) < 0) return item;
        return items[^1].Item;
    }

    /// <summary>A key of version 7, as the product's own keys are: its time first, so that rows of one time lie together.</summary>
    public Guid Key(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)at.ToUnixTimeMilliseconds() << 16 | Next() & 0x0FFF | 0x7000);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000);
        return new Guid(bytes, bigEndian: true);
    }

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++) bytes[i] = (byte)Next();
        return bytes;
    }
}
