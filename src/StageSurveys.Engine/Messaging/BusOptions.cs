namespace StageSurveys.Engine.Messaging;

/// <summary>Which transport carries the messages.</summary>
public enum BusTransport { InMemory, RabbitMq }

/// <summary>Section "Bus".</summary>
public sealed class BusOptions
{
    public BusTransport Transport { get; set; } = BusTransport.InMemory;

    /// <summary>amqp://user:password@host:5672/vhost, needed for RabbitMq.</summary>
    public string RabbitMq { get; set; } = "";
}

/// <summary>Section "Workers".</summary>
public sealed class WorkerOptions
{
    /// <summary>True: this process also runs the consumers and timers.</summary>
    public bool InProcess { get; set; } = true;
}
