using System.Net.Sockets;
using RabbitMQ.Client;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Data;

/// <summary>The tests' own services are real and separate: a test that leans on them may trust that.</summary>
public sealed class TestServicesTests
{
    [Fact]
    public async Task Each_test_has_a_virtual_host_of_its_own_on_a_real_broker()
    {
        await using var one = await RabbitBroker.CreateAsync();
        await using var two = await RabbitBroker.CreateAsync();
        await using (var connection = await new ConnectionFactory { Uri = one.Address }.CreateConnectionAsync())
        {
            await using var channel = await connection.CreateChannelAsync();
            await channel.QueueDeclareAsync("q", durable: true, exclusive: false, autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        }
        Assert.Contains("\"q\"", await one.AskAsync("queues"));
        Assert.DoesNotContain("\"q\"", await two.AskAsync("queues"));
    }

    [Fact]
    public async Task The_mail_sink_keeps_what_a_client_sent()
    {
        await using var sink = await SmtpSink.StartAsync();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(sink.Host, sink.Port);
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
            await reader.ReadLineAsync();
            foreach (var line in new[] { "HELO test", "MAIL FROM:<a@shop.example>", "RCPT TO:<b@customer.example>", "DATA", "Subject: Bonjour\r\n\r\nMerci.\r\n.", "QUIT" })
            {
                await writer.WriteLineAsync(line);
                Assert.Matches("^[23]", await reader.ReadLineAsync());
            }
        }
        var mail = Assert.Single(await sink.WaitForMailsAsync(1));
        Assert.Contains("Subject: Bonjour", mail);
        Assert.Contains("b@customer.example", mail);
    }
}
