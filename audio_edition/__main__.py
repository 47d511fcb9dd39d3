from audio_edition.cli import main

if __name__ == "__main__":  # a worker process of a cluster imports this file once more
    main()
